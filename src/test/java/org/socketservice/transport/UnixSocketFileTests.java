package org.socketservice.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.testing.Program;
import org.socketservice.transport.NativeSocket.Kind;
import org.socketservice.transport.SocketFileException.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UnixSocketFile}.
 */
class UnixSocketFileTests {

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-rw----");

	private final List<AutoCloseable> open = new ArrayList<>();

	private Path directory;

	private Path path;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.directory = directory;
		this.path = directory.resolve("service.sock");
	}

	@AfterEach
	void tearDown() throws Exception {
		for (AutoCloseable closeable : this.open.reversed()) {
			closeable.close();
		}
	}

	private <T extends AutoCloseable> T toClose(T closeable) {
		this.open.add(closeable);
		return closeable;
	}

	private UnixSocketFile claim() throws IOException {
		return toClose(UnixSocketFile.claim(this.path));
	}

	private NativeSocket listen(UnixSocketFile file, Set<PosixFilePermission> permissions) throws IOException {
		NativeSocket socket = toClose(NativeSocket.open(Kind.UNIX_STREAM, 0));
		file.bind(socket, permissions);
		socket.listen(8);
		return socket;
	}

	private boolean connects() throws IOException {
		try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			return client.connect(UnixDomainSocketAddress.of(this.path));
		}
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw-rw----", "rw-rw-rw-", "rw-------", "rwxrwxrwx", "r--------" })
	void shouldHaveThePermissionsAskedForWhateverTheUmask(String permissions) throws IOException {
		UnixSocketFile file = claim();
		listen(file, PosixFilePermissions.fromString(permissions));
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(PosixFilePermissions.fromString(permissions));
		assertThat(file.isInPlace()).isTrue();
	}

	@Test
	void shouldRemoveItsFilesAtTheEnd() throws IOException {
		UnixSocketFile file = claim();
		listen(file, PERMISSIONS);
		assertThat(files()).containsExactly("service.sock", "service.sock.lock");
		assertThat(connects()).isTrue();
		file.close();
		assertThat(files()).isEmpty();
		assertThat(file.isInPlace()).isFalse();
	}

	@Test
	void shouldBindAsideAndMoveIntoPlace() throws IOException {
		UnixSocketFile file = claim();
		toClose(file.bindAside((aside) -> {
			assertThat(Files.getPosixFilePermissions(aside.getParent()))
				.isEqualTo(PosixFilePermissions.fromString("rwx------"));
			return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(aside));
		}, PERMISSIONS));
		assertThat(files()).containsExactly("service.sock", "service.sock.lock");
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(PERMISSIONS);
		assertThat(connects()).isTrue();
		assertThat(file.isInPlace()).isTrue();
		file.close();
		assertThat(files()).isEmpty();
	}

	@Test
	void shouldLeaveNothingWhenBindingAsideFails() throws IOException {
		UnixSocketFile file = claim();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.bindAside((aside) -> {
			throw new IOException("no");
		}, PERMISSIONS)).withMessage("no");
		file.close();
		assertThat(files()).isEmpty();
	}

	@Test
	void shouldTakeOverWhatADeadServerHasLeft() throws IOException {
		try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			dead.bind(UnixDomainSocketAddress.of(this.path)); // Java leaves the file
		}
		assertThat(this.path).exists();
		listen(claim(), PERMISSIONS);
		assertThat(connects()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "UNIX_STREAM", "UNIX_DATAGRAM", "UNIX_SEQPACKET" })
	void shouldLeaveTheSocketOfALiveServer(String kind) throws IOException {
		try (NativeSocket live = NativeSocket.open(Kind.valueOf(kind), 0)) {
			live.bind(new UnixSocketAddress(this.path.toString()).sockaddr());
			if (!kind.equals("UNIX_DATAGRAM")) {
				live.listen(1);
			}
			assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
				.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.LIVE_SERVER));
		}
		assertThat(files()).containsExactly("service.sock");
	}

	@Test
	void shouldLeaveALiveServerWhoseBacklogIsFull() throws IOException {
		try (NativeSocket live = NativeSocket.open(Kind.UNIX_STREAM, 0)) {
			live.bind(new UnixSocketAddress(this.path.toString()).sockaddr());
			live.listen(0);
			assertThat(connects()).isTrue();
			assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
				.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.LIVE_SERVER));
		}
		assertThat(this.path).exists();
	}

	@Test
	void shouldRefuseWhatIsNoSocket() throws IOException {
		Files.writeString(this.path, "precious");
		assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.NO_SOCKET));
		assertThat(this.path).hasContent("precious");
		assertThat(files()).containsExactly("service.sock");
	}

	@Test
	void shouldRefuseASymbolicLink() throws IOException {
		Files.createSymbolicLink(this.path, this.directory.resolve("elsewhere"));
		assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.NO_SOCKET));
		assertThat(this.path).isSymbolicLink();
	}

	@Test
	void shouldRefuseALockFileThatIsNone() throws IOException {
		Path lock = Files.createDirectory(this.directory.resolve("service.sock.lock"));
		assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
			.withMessage(lock + " is there already and is no lock file");
		assertThat(lock).isDirectory();
	}

	@Test
	void shouldLeaveAFileThatIsSomebodyElsesThoughNamedLikeALockFile() throws IOException {
		Path lock = Files.writeString(this.directory.resolve("service.sock.lock"), "precious");
		assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
			.withMessage(lock + " is there already and is no lock file");
		assertThat(lock).hasContent("precious");
	}

	@Test
	void shouldLeaveAServerThatDoesNotListenYet() throws IOException {
		try (NativeSocket live = NativeSocket.open(Kind.UNIX_STREAM, 0)) {
			live.bind(new UnixSocketAddress(this.path.toString()).sockaddr());
			assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
				.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.LIVE_SERVER));
			live.listen(1);
			assertThat(connects()).isTrue();
		}
	}

	@Test
	void shouldGiveAPathToOneOfThisProcessOnly() throws IOException {
		UnixSocketFile first = claim();
		assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.LIVE_SERVER));
		first.close();
		claim();
	}

	@Test
	void shouldGiveAPathToOneProcessOnly() throws Exception {
		Path lock = this.directory.resolve("service.sock.lock");
		try (Program other = Program.startPython("""
				import fcntl
				file = open(sys.argv[1], "w")
				fcntl.lockf(file, fcntl.LOCK_EX)
				print("locked", flush=True)
				sys.stdin.read()
				""", lock)) {
			assertThat(other.readLine()).isEqualTo("locked");
			assertThatExceptionOfType(SocketFileException.class).isThrownBy(this::claim)
				.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(Problem.LIVE_SERVER));
			assertThat(lock).exists();
			other.kill();
			other.exit();
		}
		listen(claim(), PERMISSIONS);
	}

	@Test
	void shouldNotRemoveTheFileOfAnother() throws IOException {
		UnixSocketFile file = claim();
		listen(file, PERMISSIONS);
		Files.delete(this.path);
		assertThat(file.isInPlace()).isFalse();
		Files.writeString(this.path, "another's");
		assertThat(file.isInPlace()).isFalse();
		file.close();
		assertThat(this.path).hasContent("another's");
		assertThat(files()).containsExactly("service.sock");
	}

	@Test
	void shouldNotReplaceWhatAppearsBeforeBinding() throws IOException {
		UnixSocketFile file = claim();
		Files.writeString(this.path, "precious");
		assertThatExceptionOfType(NativeSocketException.class).isThrownBy(() -> listen(file, PERMISSIONS))
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.EADDRINUSE));
		assertThatExceptionOfType(SocketFileException.class)
			.isThrownBy(() -> file.bindAside((aside) -> Files.createFile(aside), PERMISSIONS));
		file.close();
		assertThat(this.path).hasContent("precious");
	}

	@Test
	void shouldNeedADirectory() {
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> UnixSocketFile.claim(this.directory.resolve("none/service.sock")));
	}

}
