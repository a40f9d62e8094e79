package org.socketservice.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socketservice.testing.Program;
import org.socketservice.transport.NativeSocket.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link NativeSocket} and {@link NativeCalls}.
 */
class NativeSocketTests {

	@ParameterizedTest
	@EnumSource(names = { "UNIX_STREAM", "UNIX_DATAGRAM", "UNIX_SEQPACKET" })
	void shouldOpenAndCloseADescriptor(Kind kind) throws IOException {
		int fd;
		try (NativeSocket socket = NativeSocket.open(kind, 0)) {
			fd = socket.fd();
			assertThat(Path.of("/proc/self/fd/" + fd)).exists();
		}
		assertThat(Path.of("/proc/self/fd/" + fd)).doesNotExist();
	}

	@Test
	void shouldLeaveADescriptorHandedOverOpen() throws IOException {
		int fd;
		try (NativeSocket socket = NativeSocket.open(Kind.UNIX_STREAM, 0)) {
			fd = socket.handOver();
		}
		assertThat(Path.of("/proc/self/fd/" + fd)).exists();
		try (Arena arena = Arena.ofConfined()) {
			assertThat(NativeCalls.of("close").close(NativeCalls.newState(arena), fd)).isZero();
		}
	}

	@Test
	void shouldBindAndListen(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("s");
		try (NativeSocket socket = NativeSocket.open(Kind.UNIX_STREAM, 0)) {
			socket.bind(new UnixSocketAddress(path.toString()).sockaddr());
			socket.listen(1);
			try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
				assertThat(client.connect(UnixDomainSocketAddress.of(path))).isTrue();
			}
		}
	}

	@Test
	void shouldTellWhyTheKernelRefuses(@TempDir Path directory) throws IOException {
		byte[] address = new UnixSocketAddress(directory.resolve("none/s").toString()).sockaddr();
		try (NativeSocket socket = NativeSocket.open(Kind.UNIX_STREAM, 0)) {
			assertThatExceptionOfType(NativeSocketException.class).isThrownBy(() -> socket.bind(address))
				.withMessage("bind: No such file or directory")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ENOENT))
				.satisfies((ex) -> assertThat(Errno.of(ex)).isEqualTo(Errno.ENOENT));
		}
	}

	@Test
	void shouldOpenTipcOrTellThatTheKernelHasNone() {
		try (NativeSocket socket = NativeSocket.open(Kind.TIPC_RDM, 0)) {
			assertThat(socket.fd()).isPositive();
		}
		catch (NativeSocketException ex) {
			assertThat(ex.errno()).isEqualTo(Errno.EAFNOSUPPORT);
			assertThat(ex.call()).isEqualTo("socket(AF_TIPC, SOCK_RDM)");
			assertThat(ex).hasMessage("socket(AF_TIPC, SOCK_RDM): Address family not supported by protocol");
		}
	}

	@Test
	void shouldNeedAProtocolTheKernelHas() {
		assertThatExceptionOfType(NativeSocketException.class)
			.isThrownBy(() -> NativeSocket.open(Kind.UNIX_STREAM, 4711))
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.EPROTONOSUPPORT));
	}

	@Test
	void shouldTellThatJavaDeniesNativeAccess() {
		assertThat(Program.run("", Program.java(), "--illegal-native-access=deny", "-cp",
				System.getProperty("java.class.path"), Denied.class.getName()))
			.isEqualTo("socket(AF_UNIX, SOCK_SEQPACKET): Java denies native access to this program"
					+ " (start it with --enable-native-access=ALL-UNNAMED), errno null\n");
	}

	@Test
	void shouldSetAnOption() throws IOException {
		try (NativeSocket socket = NativeSocket.open(Kind.UNIX_SEQPACKET, 0)) {
			assertThatNoException()
				.isThrownBy(() -> socket.setOption(NativeSocket.SOL_SOCKET, NativeSocket.SO_PASSCRED, 1));
			assertThatExceptionOfType(NativeSocketException.class)
				.isThrownBy(() -> socket.setOption(NativeSocket.SOL_SOCKET, 4711, 1))
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ENOPROTOOPT));
		}
	}

	/**
	 * A program of its own, for only a new process can be denied.
	 */
	static final class Denied {

		private Denied() {
		}

		public static void main(String[] args) throws IOException {
			try {
				NativeSocket.open(Kind.UNIX_SEQPACKET, 0);
			}
			catch (NativeSocketException ex) {
				System.out.println(ex.getMessage() + ", errno " + ex.errno());
			}
		}

	}

}
