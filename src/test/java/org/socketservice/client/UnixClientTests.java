package org.socketservice.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.testing.Program;
import org.socketservice.transport.Errno;
import org.socketservice.transport.UnixSocketAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients of seqpacket sockets and abstract names, against servers that are not ours.
 */
class UnixClientTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	/** Answers each record by its upper case; "silent" not at all, "end" by its end. */
	private static final String SERVER = """
			kind = socket.SOCK_SEQPACKET if sys.argv[2] == "seqpacket" else socket.SOCK_STREAM
			s = socket.socket(socket.AF_UNIX, kind)
			s.bind(sys.argv[1].replace("@", "\\0"))
			s.listen(100)
			print("listening", flush=True)
			def serve(c):
			    c.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
			    while True:
			        try:
			            request, _, flags, _ = c.recvmsg(1 << 20)
			        except ConnectionError:
			            return
			        if request == b"end" or (request == b"" and kind == socket.SOCK_STREAM): return c.close()
			        if request == b"silent": continue
			        c.send(request.upper())
			while True:
			    threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
			""";

	private @Nullable Program server;

	private Path path;

	@BeforeEach
	void setUp(@TempDir Path directory) {
		this.path = directory.resolve("s");
	}

	@AfterEach
	void tearDown() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private void serve(String path, String kind) {
		Program server = Program.startPython(SERVER, path, kind);
		this.server = server;
		assertThat(server.readLine()).isEqualTo("listening");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private SocketClientBuilder records() {
		return new SocketClientBuilder().seqpacket(this.path.toString());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 65_536, 200 * 1024 })
	void shouldSendAndReceiveRecords(int size) {
		byte[] request = new byte[size];
		Arrays.fill(request, (byte) 'r');
		byte[] reply = new byte[size];
		Arrays.fill(reply, (byte) 'R');
		serve(this.path.toString(), "seqpacket");
		try (SocketConnection connection = records().maxMessageSize(200 * 1024).connect();
				SocketClient client = records().maxMessageSize(200 * 1024).build()) {
			assertThat(connection.send(request)).isEqualTo(reply);
			assertThat(connection.send(bytes("next"))).isEqualTo(bytes("NEXT"));
			assertThat(client.send(request)).isEqualTo(reply);
			assertThat(client.send("next")).isEqualTo("NEXT");
			assertThat(client.transport()).isEqualTo("unix-seqpacket");
			assertThat(connection.remoteAddress()).isEqualTo(new UnixSocketAddress(this.path.toString()));
		}
	}

	@Test
	void shouldKeepRecordsApartWhenSentInARow() {
		serve(this.path.toString(), "seqpacket");
		try (SocketConnection connection = records().connect()) {
			connection.write(List.of(bytes("a"), bytes(""), bytes("bc"), bytes("")));
			for (String reply : List.of("A", "", "BC", "")) {
				assertThat(connection.read(LONG)).isEqualTo(bytes(reply));
			}
			connection.shutdownOutput();
		}
	}

	@Test
	void shouldSendWithoutWaiting() {
		serve(this.path.toString(), "seqpacket");
		try (SocketClient client = records().build()) {
			List<CompletableFuture<byte[]>> replies = IntStream.range(0, 200)
				.mapToObj((i) -> client.sendAsync(bytes("request " + i)))
				.toList();
			for (int i = 0; i < replies.size(); i++) {
				assertThat(replies.get(i).join()).isEqualTo(bytes("REQUEST " + i));
			}
		}
	}

	@Test
	void shouldTellWhatWentWrong() {
		serve(this.path.toString(), "seqpacket");
		try (SocketConnection silent = records().replyTimeout(Duration.ofMillis(150)).connect();
				SocketConnection ended = records().connect();
				SocketConnection tooLong = records().maxMessageSize(10).connect()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> silent.send(bytes("silent")))
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ETIMEDOUT));
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> ended.send(bytes("end")))
				.withMessage(this.path + ": Connection closed by the server");
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> tooLong.send(bytes("x".repeat(11))))
				.withMessageContaining("longer than 10 bytes");
		}
	}

	@Test
	void shouldEndAReadThatWaitsWhenClosed() throws Exception {
		serve(this.path.toString(), "seqpacket");
		SocketConnection connection = records().connect();
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread reader = Thread.ofPlatform().start(() -> {
			try {
				connection.read(Duration.ZERO);
				failure.complete(new AssertionError("ended well"));
			}
			catch (SocketClientException ex) {
				failure.complete(ex);
			}
		});
		Awaitility.await().until(() -> reader.getStackTrace().length > 0 && reader.getState() == Thread.State.RUNNABLE);
		connection.close();
		reader.join(10_000);
		assertThat(failure).isDone();
	}

	@Test
	void shouldReachAnAbstractName() {
		String name = "@socket-service-" + UUID.randomUUID();
		serve(name, "stream");
		try (SocketConnection connection = new SocketClientBuilder().path(name).connect();
				SocketClient client = new SocketClientBuilder().path(name).build()) {
			assertThat(connection.send(bytes("hello"))).isEqualTo(bytes("HELLO"));
			assertThat(client.send("hello")).isEqualTo("HELLO");
			assertThat(connection).hasToString(name);
		}
	}

	@Test
	void shouldTellErrnoWhenItCannotConnect() {
		String name = "@socket-service-" + UUID.randomUUID();
		assertRefused(records(), this.path + ": No such file or directory (ENOENT)", Errno.ENOENT);
		assertRefused(new SocketClientBuilder().path(name), name + ": Connection refused (ECONNREFUSED)",
				Errno.ECONNREFUSED);
		serve(this.path.toString(), "stream");
		assertRefused(records(), this.path + ": Protocol wrong type for socket (EPROTOTYPE)", Errno.EPROTOTYPE);
	}

	private static void assertRefused(SocketClientBuilder builder, String message, Errno errno) {
		assertThatExceptionOfType(SocketClientException.class).isThrownBy(builder::connect)
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(errno));
		try (SocketClient client = builder.build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(errno));
		}
	}

}
