package org.socketservice.listener;

import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;
import org.socketservice.testing.Mechanism;
import org.socketservice.testing.Program;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for listeners on Unix sockets that keep record boundaries, with peers that are
 * not ours.
 */
class SeqpacketListenerTests {

	private static final String CONNECT = """
			def connect():
			    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
			    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
			    s.connect(sys.argv[1].replace("@", "\\0"))
			    return s
			""";

	private Path path;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.path = directory.resolve("records.sock");
	}

	private RunningService start(String... properties) {
		return at(this.path.toString(), properties).start();
	}

	private static RunningService.Builder at(String path, String... properties) {
		return RunningService.bare()
			.listener("records", "transport=unix-seqpacket", "path=" + path)
			.listener("records", properties)
			.bean(MessageService.class, new UppercaseService());
	}

	private String python(String program) {
		return Program.python(CONNECT + program, this.path);
	}

	private static ListenerCounts counts(RunningService service) {
		return service.listener("records").counts();
	}

	@Test
	void shouldAnswerEachRecordByOneRecord() {
		try (RunningService service = start("max-message-size=256KB")) {
			assertThat(python("""
					s = connect()
					for size in (1, 0, 100, 65536, 0, 200 * 1024, 3):
					    s.send(b"r" * size)
					    reply, control, flags, address = s.recvmsg(1 << 20)
					    assert reply == b"R" * size, (size, len(reply), reply[:99])
					s.shutdown(socket.SHUT_WR)
					assert s.recv(1) == b""
					print("fine")
					""")).isEqualTo("fine");
			RunningService.await().until(() -> counts(service).snapshot().active() == 0);
			assertThat(counts(service).requests(RequestOutcome.REPLIED)).isEqualTo(7);
			long bytes = 1 + 100 + 65_536 + 200 * 1024 + 3;
			assertThat(counts(service).sum(TrafficCounters::bytesReceived)).isEqualTo(bytes);
			assertThat(counts(service).sum(TrafficCounters::bytesSent)).isEqualTo(bytes);
			assertThat(counts(service).snapshot().closed()).containsEntry(CloseReason.PEER, 1L);
			service.assertCountsAddUp();
		}
	}

	@Test
	void shouldTellOfRepliesThatAreTooLong() {
		MessageService service = (request) -> (request.length > 1) ? new byte[20_000_000] : request;
		try (RunningService running = RunningService.bare()
			.listener("records", "transport=unix-seqpacket", "path=" + this.path)
			.bean(MessageService.class, service)
			.start()) {
			assertThat(python("""
					s = connect()
					for record in (b"a", b"bb", b"c"):
					    s.send(record)
					    print(s.recv(65536).decode())
					""").lines()).satisfiesExactly((first) -> assertThat(first).isEqualTo("a"),
					(second) -> assertThat(second).startsWith("ERROR message too long for a record ["),
					(third) -> assertThat(third).isEqualTo("c"));
			RunningService.await().until(() -> counts(running).snapshot().active() == 0);
			assertThat(counts(running).requests(RequestOutcome.FAILED)).isOne();
			running.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldTakeThePathAgainAfterARestart() {
		for (int i = 0; i < 3; i++) {
			try (RunningService service = start("permissions=rw-------")) {
				assertThat(service.listener("records").isListening()).isTrue();
				assertThat(python("s = connect(); s.send(b'hello'); print(s.recv(100).decode())")).isEqualTo("HELLO");
			}
			assertThat(this.path.getParent()).isEmptyDirectory();
		}
	}

	@Test
	void shouldKeepRecordsApartHoweverManyAreUnderWay() {
		try (RunningService service = start()) {
			assertThat(python("""
					s = connect()
					sent = [(b"record %d " % i) * (i % 50) for i in range(20000)]
					def send():
					    for record in sent: s.send(record)
					    s.shutdown(socket.SHUT_WR)
					thread = threading.Thread(target=send)
					thread.start()
					for i, record in enumerate(sent):
					    reply = s.recv(65536)
					    assert reply == record.upper(), (i, record, reply)
					thread.join()
					assert s.recv(1) == b""
					print("fine")
					""")).isEqualTo("fine");
			RunningService.await().until(() -> counts(service).snapshot().active() == 0);
			assertThat(counts(service).requests(RequestOutcome.REPLIED)).isEqualTo(20_000);
		}
	}

	@Test
	void shouldServeConcurrentClients() {
		try (RunningService service = start()) {
			assertThat(service.listener("records").isListening()).isTrue();
			assertThat(python("""
					failures = []
					def client(n):
					    try:
					        s = connect()
					        for i in range(50):
					            s.send(b"client %d message %d" % (n, i))
					            reply = s.recv(65536)
					            assert reply == b"CLIENT %d MESSAGE %d" % (n, i), reply
					        s.close()
					    except Exception as failure:
					        failures.append(failure)
					threads = [threading.Thread(target=client, args=(n,)) for n in range(50)]
					for t in threads: t.start()
					for t in threads: t.join()
					print(failures or "fine")
					""")).isEqualTo("fine");
		}
	}

	@Test
	void shouldRefuseALongerRecordAfterTheRepliesDueBefore() {
		try (RunningService service = start("max-message-size=1000")) {
			String reply = python("""
					s = connect()
					s.send(b"a" * 1000)
					s.send(b"b" * 1001)
					s.send(b"c")
					assert s.recv(5000) == b"A" * 1000
					print(s.recv(5000).decode())
					assert s.recv(5000) == b""
					""");
			assertThat(reply).startsWith("ERROR message longer than 1000 bytes [");
			RunningService.await().until(() -> counts(service).snapshot().active() == 0);
			assertThat(counts(service).snapshot().closed()).containsEntry(CloseReason.TOO_LONG, 1L);
			service.assertCountsAddUp();
		}
	}

	@Test
	void shouldNotReadWhoDoesNotRead() {
		try (RunningService service = start("max-message-size=64KB")) {
			assertThat(service.listener("records").isListening()).isTrue();
			assertThat(python("""
					s = connect()
					s.setblocking(False)
					record, sent = b"r" * 60000, 0
					import select
					while select.select([], [s], [], 1)[1]:
					    s.send(record)
					    sent += 1
					assert sent < 1000, sent
					s.setblocking(True)
					for i in range(sent):
					    assert s.recv(65536) == record.upper()
					s.send(b"on")
					print(s.recv(65536).decode())
					""")).isEqualTo("ON");
		}
	}

	@Test
	void shouldGoOnWhenAClientIsGoneBeforeItsReply() {
		try (RunningService service = start()) {
			python("""
					for i in range(20):
					    s = connect()
					    for j in range(20): s.send(b"x" * 5000)
					    s.close()
					""");
			RunningService.await().until(() -> counts(service).snapshot().accepted() == 20);
			RunningService.await().until(() -> counts(service).snapshot().active() == 0);
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
		}
	}

	@Test
	void shouldServeSocat() {
		String name = "@socket-service-" + UUID.randomUUID();
		try (RunningService service = at(name).start()) {
			assertThat(service.listener("records").isListening()).isTrue();
			assertThat(Program.run("hello", "socat", "-t10", "-", "ABSTRACT-CONNECT:" + name.substring(1) + ",type=5"))
				.isEqualTo("HELLO");
		}
		try (RunningService service = start()) {
			assertThat(service.listener("records").isListening()).isTrue();
			assertThat(Program.run("hello", "socat", "-t10", "-", "UNIX-CONNECT:" + this.path + ",type=5"))
				.isEqualTo("HELLO");
		}
	}

	@Test
	void shouldTellARefusedClientWhy() {
		try (RunningService service = start("access.uids=4000000000")) {
			assertThat(service.listener("records").isListening()).isTrue();
			assertThat(python("""
					s = connect()
					print(s.recv(500).decode())
					assert s.recv(500) == b""
					""")).startsWith("ERROR access denied [");
		}
	}

	@Test
	void shouldEndConnectionsInOrderWhenItStops() {
		try (RunningService service = start()) {
			Program client = Program.startPython(CONNECT + """
					s = connect()
					s.send(b"hello")
					assert s.recv(100) == b"HELLO"
					print("connected", flush=True)
					assert s.recv(100) == b""
					""", this.path);
			assertThat(client.readLine()).isEqualTo("connected");
			service.context().close();
			assertThat(client.exit()).as(client.error()).isZero();
		}
		assertThat(this.path.getParent()).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "io_uring" })
	void shouldBeOnEpollBesideOtherEventLoops(String io) throws Exception {
		Mechanism.assumeAvailable(io);
		try (RunningService service = at(this.path.toString()).listener("tcp", "port=0")
			.property("socket.event-loops.io=" + io)
			.start(); RawClient client = service.connect("tcp")) {
			assertThat(python("s = connect(); s.send(b'hello'); print(s.recv(100).decode())")).isEqualTo("HELLO");
			assertThat(client.send("hello\n").readText(6)).isEqualTo("HELLO\n");
		}
		assertThat(this.path.getParent()).isEmptyDirectory();
	}

	@Test
	void shouldNeedEpoll() {
		assertThatException().isThrownBy(() -> at(this.path.toString()).property("socket.event-loops.io=nio").start())
			.havingRootCause()
			.withMessageContaining("seqpacket sockets need native epoll, and this program runs on nio");
		assertThat(this.path.getParent()).isEmptyDirectory();
	}

}
