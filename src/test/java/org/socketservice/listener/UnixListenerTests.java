package org.socketservice.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.testing.Program;
import org.socketservice.testing.RunningService;
import org.socketservice.testing.UnixService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners on Unix stream sockets, with peers that are not ours.
 */
class UnixListenerTests {

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
		return UnixService.at(this.path, properties);
	}

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "io_uring", "nio" })
	void shouldServeOnEveryKindOfEventLoop(String io) throws IOException {
		try (RunningService service = unix().property("socket.event-loops.io=" + io).start()) {
			for (int size : new int[] { 0, 1, 100, 65_536 }) {
				UnixService.assertServed(this.path, size);
			}
			assertThat(Program.python(CONCURRENT, this.path)).isEqualTo("fine");
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
		try (RunningService service = UnixService.at(name).property("socket.event-loops.io=" + io).start()) {
			UnixService.assertServed(name, 10);
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
	void shouldGoOnWhenAClientIsGoneBeforeItsReply() {
		CountDownLatch gone = new CountDownLatch(1);
		try (RunningService service = UnixService.blocked(this.path, gone).start()) {
			Program.python("""
					s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
					s.connect(sys.argv[1])
					s.sendall(b"hello\\n")
					""", this.path);
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

}
