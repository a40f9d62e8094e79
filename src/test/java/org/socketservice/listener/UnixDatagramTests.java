package org.socketservice.listener;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A unix-datagram listener and peers that are not ours.
 */
@Timeout(120)
class UnixDatagramTests {

	@TempDir
	Path directory;

	@Test
	void shouldAnswerSendersWithAFileOrAnAbstractName() {
		try (RunningService service = start("max-message-size=256KB", "send-buffer=1MB")) {
			assertThat(Program.python("""
					for name in sys.argv[2], '\\0client-of-' + sys.argv[1]:
					    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
					    s.settimeout(20)
					    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1000000)
					    s.bind(name)
					    s.connect(sys.argv[1])
					    for size in 0, 1, 32, 65536, 200000:
					        s.send(b'x' * size)
					        reply = s.recv(300000)
					        print(len(reply), reply == b'X' * size)
					""", path(), this.directory.resolve("client")))
				.isEqualTo("0 True\n1 True\n32 True\n65536 True\n200000 True\n".repeat(2).stripTrailing());
			assertReplied(service, 10);
		}
	}

	@Test
	void shouldAnswerEveryDayTools() {
		try (RunningService service = start()) {
			String mine = this.directory.resolve("mine").toString();
			assertThat(Program.run("hello", "socat", "-t", "2", "-", "UNIX-SENDTO:" + path() + ",bind=" + mine))
				.isEqualTo("HELLO");
			assertReplied(service, 1);
		}
	}

	@Test
	void shouldListenOnAnAbstractName() {
		String name = "@" + path();
		try (RunningService service = RunningService.bare()
			.listener("ud", "transport=unix-datagram", "path=" + name)
			.start(); SocketDatagrams client = SocketDatagrams.unix(name)) {
			assertThat(client.send("abstract".getBytes(UTF_8))).asString(UTF_8).isEqualTo("ABSTRACT");
			assertThat(client.send(new byte[0])).isEmpty();
			assertReplied(service, 2);
		}
	}

	@Test
	void shouldCountSendersThatCannotBeAnswered() {
		try (RunningService service = start()) {
			Program.python("""
					s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
					for i in range(7):
					    s.sendto(b'unbound', sys.argv[1])
					""", path());
			ListenerCounts counts = service.listener("ud").counts();
			RunningService.await().until(() -> counts.refusedDatagrams().count(DatagramRefusal.UNBOUND) == 7);
			assertThat(counts.sum(TrafficCounters::requests)).isZero();
		}
	}

	@Test
	void shouldGoOnWhenASenderIsGoneOrDoesNotRead() {
		try (RunningService service = start()) {
			Program.python("""
					gone = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
					gone.bind(sys.argv[2])
					deaf = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
					deaf.bind('\\0deaf-client-of-' + sys.argv[1])
					for i in range(2000):
					    deaf.sendto(b'deaf', sys.argv[1])
					gone.sendto(b'gone', sys.argv[1])
					gone.close()
					os.unlink(sys.argv[2])
					""", path(), this.directory.resolve("gone"));
			try (SocketDatagrams client = SocketDatagrams.unix(path())) {
				assertThat(client.send("still here".getBytes(UTF_8))).asString(UTF_8).isEqualTo("STILL HERE");
			}
			ListenerCounts counts = service.listener("ud").counts();
			RunningService.await().until(() -> counts.requestsActive() == 0);
			assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(2002);
			assertThat(counts.requests(RequestOutcome.ABANDONED)).isPositive();
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldKeepFewRepliesForWhoDoesNotReadAndNobodyWaiting() throws Exception {
		try (RunningService service = start("max-in-flight.messages=100")) {
			try (Program deaf = Program.startPython("""
					s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
					s.bind('\\0deaf-client-of-' + sys.argv[1])
					for i in range(20):
					    s.sendto(b'x' * 60000, sys.argv[1])
					for i in range(20000):
					    s.sendto(b'deaf', sys.argv[1])
					print('sent', flush=True)
					sys.stdin.read()
					""", path()); SocketDatagrams client = SocketDatagrams.unix(path())) {
				assertThat(deaf.readLine()).isEqualTo("sent");
				ListenerCounts counts = service.listener("ud").counts();
				// one batch on its way, and what is kept for one that may still read
				assertThat(counts.requestsActive()).isLessThanOrEqualTo(64 + 512);
				assertThat(client.send("still here".getBytes(UTF_8))).asString(UTF_8).isEqualTo("STILL HERE");
				RunningService.await().until(() -> counts.requestsActive() == 0);
				assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(20_021);
				assertThat(counts.requests(RequestOutcome.ABANDONED)).isGreaterThan(19_000);
			}
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldAnswerMoreAtOnceThanTheClientsQueueHolds() {
		try (RunningService service = start()) {
			assertThat(Program.python("""
					s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
					s.settimeout(20)
					s.bind(sys.argv[2])
					s.connect(sys.argv[1])
					for i in range(400):
					    s.send(b'message %d' % i)
					print([s.recv(100) for i in range(400)] == [b'MESSAGE %d' % i for i in range(400)])
					""", path(), this.directory.resolve("slow"))).isEqualTo("True");
			assertReplied(service, 400);
		}
	}

	@Test
	void shouldBindAgainWhenItsFileIsRemoved() throws Exception {
		try (RunningService service = RunningService.bare()
			.listener("ud", "transport=unix-datagram", "path=" + path())
			.property("socket.recovery.initial-delay=10ms")
			.start()) {
			Files.delete(Path.of(path()));
			RunningService.await().until(() -> Files.exists(Path.of(path())));
			RunningService.await().until(() -> service.listener("ud").isListening());
			try (SocketDatagrams client = SocketDatagrams.unix(path())) {
				assertThat(client.send("again".getBytes(UTF_8))).asString(UTF_8).isEqualTo("AGAIN");
			}
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void shouldTellOfRepliesThatAreTooLong() {
		MessageService service = (request) -> (request.length > 1) ? new byte[20_000_000] : request;
		try (RunningService running = RunningService.bare()
			.listener("ud", "transport=unix-datagram", "path=" + path())
			.bean(MessageService.class, service)
			.start(); SocketDatagrams client = SocketDatagrams.unix(path())) {
			assertThat(client.send("x".getBytes(UTF_8))).asString(UTF_8).isEqualTo("x");
			assertThat(client.send("xx".getBytes(UTF_8))).asString(UTF_8)
				.startsWith("ERROR reply too long for a datagram [");
			assertThat(client.send("y".getBytes(UTF_8))).asString(UTF_8).isEqualTo("y");
			assertThat(running.listener("ud").counts().requests(RequestOutcome.FAILED)).isOne();
		}
	}

	@Test
	void shouldRemoveItsFileAndBindAgain() throws Exception {
		for (int i = 0; i < 2; i++) {
			try (RunningService service = start("permissions=rw-rw-rw-");
					SocketDatagrams client = SocketDatagrams.unix(path())) {
				assertThat(Files.getPosixFilePermissions(Path.of(path())))
					.isEqualTo(PosixFilePermissions.fromString("rw-rw-rw-"));
				assertThat(client.send("x".getBytes(UTF_8))).asString(UTF_8).isEqualTo("X");
				assertReplied(service, 1);
			}
			assertThat(Path.of(path())).doesNotExist();
		}
	}

	@Test
	void shouldTakeThePlaceOfAServerThatWasKilledButOfNothingElse() throws Exception {
		Program.python("socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind(sys.argv[1])", path());
		try (RunningService service = start(); SocketDatagrams client = SocketDatagrams.unix(path())) {
			assertThat(client.send("x".getBytes(UTF_8))).asString(UTF_8).isEqualTo("X");
			assertThatExceptionOfType(Exception.class).isThrownBy(this::start);
			assertThat(client.send("y".getBytes(UTF_8))).asString(UTF_8).isEqualTo("Y");
			assertReplied(service, 2);
		}
		Files.writeString(Path.of(path()), "precious");
		assertThatExceptionOfType(Exception.class).isThrownBy(this::start);
		assertThat(Path.of(path())).hasContent("precious");
	}

	private String path() {
		return this.directory.resolve("server").toString();
	}

	private RunningService start(String... properties) {
		return RunningService.bare()
			.listener("ud", "transport=unix-datagram", "path=" + path())
			.listener("ud", properties)
			.start();
	}

	private static void assertReplied(RunningService service, int count) {
		ListenerCounts counts = service.listener("ud").counts();
		RunningService.await().until(() -> counts.requests(RequestOutcome.REPLIED) >= count);
		assertThat(counts.requests(RequestOutcome.REPLIED)).isEqualTo(count);
		assertThat(counts.sum(TrafficCounters::requests)).isEqualTo(count);
	}

}
