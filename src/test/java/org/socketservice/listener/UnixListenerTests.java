package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
import org.socketservice.connection.RequestOutcome;
import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;

import org.springframework.integration.channel.AbstractMessageChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for listeners on Unix stream sockets, with peers that are not ours.
 */
class UnixListenerTests {

	private static final String EXCHANGE = """
			path, size = sys.argv[1], int(sys.argv[2])
			s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
			s.connect(path.replace("@", "\\0"))
			request = b"m" * size + b"\\n"
			s.sendall(request)
			reply = b""
			while len(reply) < len(request):
			    more = s.recv(65536)
			    assert more, reply
			    reply += more
			assert reply == request.upper(), reply
			s.shutdown(socket.SHUT_WR)
			assert s.recv(1) == b""
			print("fine")
			""";

	private static final String CONCURRENT = """
			failures = []
			def client(n):
			    try:
			        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
			        s.connect(sys.argv[1])
			        file = s.makefile("rwb")
			        for i in range(50):
			            file.write(b"client %d message %d\\n" % (n, i))
			            file.flush()
			            reply = file.readline()
			            assert reply == b"CLIENT %d MESSAGE %d\\n" % (n, i), reply
			        s.close()
			    except Exception as failure:
			        failures.append(failure)
			threads = [threading.Thread(target=client, args=(n,)) for n in range(50)]
			for t in threads: t.start()
			for t in threads: t.join()
			print(failures or "fine")
			""";

	private Path path;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.path = directory.resolve("service.sock");
	}

	private RunningService.Builder unix(String... properties) {
		return at(this.path.toString(), properties);
	}

	private RunningService.Builder blocked(CountDownLatch latch) {
		return listener(this.path.toString()).bean(MessageService.class, MessageService.text((text) -> {
			await(latch);
			return text;
		}));
	}

	private static RunningService.Builder at(String path, String... properties) {
		return listener(path).listener("local", properties).bean(MessageService.class, new UppercaseService());
	}

	private static RunningService.Builder listener(String path) {
		return RunningService.bare().listener("local", "transport=unix", "path=" + path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "io_uring", "nio" })
	void shouldServeOnEveryKindOfEventLoop(String io) throws IOException {
		try (RunningService service = unix().property("socket.event-loops.io=" + io).start()) {
			for (int size : new int[] { 0, 1, 100, 65_536 }) {
				assertThat(Program.python(EXCHANGE, this.path.toString(), "" + size)).isEqualTo("fine");
			}
			assertThat(Program.python(CONCURRENT, this.path.toString())).isEqualTo("fine");
			assertThat(Files.getPosixFilePermissions(this.path))
				.isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
			assertThat(service.listener("local").address()).hasToString(this.path.toString());
			RunningService.await().until(() -> service.listener("local").counts().snapshot().active() == 0);
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
			assertThat(service.listener("local").counts().requests(RequestOutcome.REPLIED)).isEqualTo(4 + 50 * 50);
		}
		assertThat(this.path.getParent()).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "io_uring" })
	void shouldServeAnAbstractName(String io) {
		String name = "@socket-service-" + UUID.randomUUID();
		try (RunningService service = at(name).property("socket.event-loops.io=" + io).start()) {
			assertThat(Program.python(EXCHANGE, name, "10")).isEqualTo("fine");
			assertThat(Program.run("hello\n", "socat", "-t10", "-", "ABSTRACT-CONNECT:" + name.substring(1)))
				.isEqualTo("HELLO\n");
			assertThat(service.listener("local").address()).hasToString(name);
		}
	}

	@Test
	void shouldServeEverydayTools() {
		try (RunningService service = unix().start()) {
			assertThat(service.listener("local").isListening()).isTrue();
			assertThat(Program.run("hello\n", "socat", "-t10", "-", "UNIX-CONNECT:" + this.path)).isEqualTo("HELLO\n");
			assertThat(Program.run("hello\nworld", "nc", "-N", "-U", this.path.toString())).isEqualTo("HELLO\nWORLD");
		}
	}

	@Test
	void shouldTakeThePathAgainAfterARestart() {
		for (int i = 0; i < 3; i++) {
			try (RunningService service = unix("permissions=rw-rw-rw-").start()) {
				assertThat(service.listener("local").isListening()).isTrue();
				assertThat(Program.python(EXCHANGE, this.path.toString(), "10")).isEqualTo("fine");
			}
			assertThat(this.path).doesNotExist();
		}
	}

	@Test
	void shouldNotTakeThePathOfALiveService() {
		try (RunningService first = unix().start()) {
			assertThat(first.listener("local").isListening()).isTrue();
			assertThatException().isThrownBy(() -> unix().start())
				.havingRootCause()
				.withMessageContaining("is the socket of a server that is running");
			assertThat(Program.python(EXCHANGE, this.path.toString(), "10")).isEqualTo("fine");
		}
	}

	@Test
	void shouldBindAgainWhenItsFileIsRemoved() throws IOException {
		BlockingQueue<Listener> events = new LinkedBlockingQueue<>();
		try (RunningService service = unix().property("socket.recovery.initial-delay=10ms")
			.listen(ListenerStoppedEvent.class, (event) -> events.add(event.getListener()))
			.start()) {
			Files.delete(this.path);
			RunningService.await().until(() -> Files.exists(this.path));
			RunningService.await().until(() -> service.listener("local").state() == Listener.State.LISTENING);
			assertThat(events).hasSize(1);
			assertThat(Program.python(EXCHANGE, this.path.toString(), "10")).isEqualTo("fine");
		}
		assertThat(this.path.getParent()).isEmptyDirectory();
	}

	@Test
	void shouldTellWhoIsConnected() {
		CountDownLatch seen = new CountDownLatch(1);
		BlockingQueue<Map<String, Object>> headers = new LinkedBlockingQueue<>();
		try (RunningService service = blocked(seen).start()) {
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
			assertThat(Program.python(EXCHANGE, this.path.toString(), "10")).isEqualTo("fine");
		}
		int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
		try (RunningService service = unix("access.uids=" + other, "access.gids=" + gid).start()) {
			assertThat(service.listener("local").isListening()).isTrue();
			assertThat(Program.python(EXCHANGE, this.path.toString(), "10")).isEqualTo("fine");
		}
	}

	@Test
	void shouldNotAdmitUsersWhereNobodyKnowsThem() {
		assertThatException().isThrownBy(() -> unix("access.uids=0").property("socket.event-loops.io=nio").start())
			.havingRootCause()
			.withMessageContaining("access.uids and access.gids need native epoll");
		assertThatException().isThrownBy(() -> at("@name").property("socket.event-loops.io=nio").start())
			.havingRootCause()
			.withMessageContaining("Java NIO has no abstract names");
	}

	@Test
	void shouldGoOnWhenAClientIsGoneBeforeItsReply() {
		CountDownLatch gone = new CountDownLatch(1);
		try (RunningService service = blocked(gone).start()) {
			Program.python("""
					s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
					s.connect(sys.argv[1])
					s.sendall(b"hello\\n")
					""", this.path.toString());
			gone.countDown();
			RunningService.await()
				.until(() -> service.listener("local")
					.counts()
					.snapshot()
					.closed()
					.values()
					.stream()
					.mapToLong(Long::longValue)
					.sum() == 1);
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
		}
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
					""", this.path.toString(), "" + max);
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

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
