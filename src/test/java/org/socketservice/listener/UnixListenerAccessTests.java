package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.Credentials;
import org.socketservice.connection.RejectReason;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.UnixService;

import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Clients of a Unix stream socket: who they are, who is admitted, and how many.
 */
class UnixListenerAccessTests {

	private Path path;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.path = directory.resolve("service.sock");
	}

	private RunningService.Builder unix(String... properties) {
		return UnixService.at(this.path, properties);
	}

	@Test
	void shouldTellWhoIsConnected() {
		CountDownLatch seen = new CountDownLatch(1);
		BlockingQueue<Map<String, Object>> headers = new LinkedBlockingQueue<>();
		try (RunningService service = UnixService.blocked(this.path, seen).start()) {
			service.context()
				.getBean("socketRequests", AbstractMessageChannel.class)
				.addInterceptor(new ChannelInterceptor() {
					@Override
					public Message<?> preSend(Message<?> message, MessageChannel channel) {
						headers.add(message.getHeaders());
						return message;
					}
				});
			Program client = Program.startPython("""
					s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
					s.connect(sys.argv[1])
					s.sendall(b"%d %d %d\\n" % (os.getpid(), os.getuid(), os.getgid()))
					s.recv(100)
					""", this.path);
			RunningService.await().until(() -> !headers.isEmpty());
			ConnectionInfo info = service.bean(ConnectionRegistry.class).list(null).getFirst();
			Credentials credentials = Objects.requireNonNull(info.credentials());
			assertThat(credentials.pid()).isEqualTo(client.pid());
			assertThat(credentials.uid()).isEqualTo(uid());
			assertThat(info.transport()).isEqualTo("unix");
			assertThat(info.local()).isEqualTo(this.path.toString());
			assertThat(info.remote()).isEmpty();
			assertThat(headers.peek()).containsEntry("socket_peerPid", credentials.pid())
				.containsEntry("socket_peerUid", credentials.uid())
				.containsEntry("socket_peerGid", credentials.gid())
				.containsEntry("socket_listener", "local");
			seen.countDown();
			assertThat(client.exit()).as(client.error()).isZero();
		}
	}

	@Test
	void shouldAdmitUsersAndGroups() throws IOException {
		long other = uid() + 1;
		try (RunningService service = unix("access.uids=" + other).start()) {
			assertThat(Program.run("hello\n", "socat", "-t10", "-", "UNIX-CONNECT:" + this.path))
				.startsWith("ERROR access denied [");
			assertThat(service.listener("local").counts().snapshot().rejected()).containsEntry(RejectReason.ACCESS, 1L);
		}
		try (RunningService service = unix("access.uids=" + other + "," + uid()).start()) {
			assertThat(service.listener("local").isListening()).isTrue();
			UnixService.assertServed(this.path, 10);
		}
		int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
		try (RunningService service = unix("access.uids=" + other, "access.gids=" + gid).start()) {
			assertThat(service.listener("local").isListening()).isTrue();
			UnixService.assertServed(this.path, 10);
		}
	}

	@Test
	void shouldNotAdmitUsersWhereNobodyKnowsThem() {
		assertThatException().isThrownBy(() -> unix("access.uids=0").property("socket.event-loops.io=nio").start())
			.havingRootCause()
			.withMessageContaining("access.uids and access.gids need native epoll");
		assertThatException().isThrownBy(() -> UnixService.at("@name").property("socket.event-loops.io=nio").start())
			.havingRootCause()
			.withMessageContaining("Java NIO has no abstract names");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void shouldTellMoreThanAllowedThatTheyAreTooMany(int max) {
		try (RunningService service = unix("limits.max-connections=" + max).start()) {
			assertThat(service.listener("local").isListening()).isTrue();
			String refused = Program.python("""
					held = []
					for i in range(int(sys.argv[2]) + 1):
					    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
					    s.connect(sys.argv[1])
					    s.sendall(b"x\\n")
					    held.append((s, s.recv(100)))
					print(held[-1][1].decode())
					""", this.path, max);
			assertThat(refused).startsWith("ERROR too many connections [");
		}
	}

	private static long uid() {
		try {
			return Integer.toUnsignedLong((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
