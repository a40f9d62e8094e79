package org.socketservice.cli.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReadinessCheck}.
 */
class ReadinessCheckTests {

	@TempDir
	private Path directory;

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private int check(String... options) {
		return ReadinessCheck.run(List.of(options), file(), new PrintStream(this.err, true, StandardCharsets.UTF_8));
	}

	private ServiceFile file() {
		return new ServiceFile(this.directory.resolve("service.url"));
	}

	private String reason() {
		String text = this.err.toString(StandardCharsets.UTF_8);
		assertThat(text).endsWith(System.lineSeparator()).hasLineCount(1);
		return text.strip();
	}

	@Test
	void shouldBeReadyWhenTheServiceSaysSo() throws IOException {
		try (HttpAnswer server = new HttpAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) {
			file().write(1, server.url("/actuator/health/readiness"));
			assertThat(check()).isZero();
			assertThat(this.err.size()).isZero();
			assertThat(server.request()).startsWith("GET /actuator/health/readiness HTTP/1.1\r\nHost: 127.0.0.1:")
				.contains("\r\nConnection: close\r\n");
		}
	}

	@Test
	void shouldSayWhyWhenTheServiceIsNotReady() throws IOException {
		try (HttpAnswer server = new HttpAnswer(
				"HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\n  \"OUT_OF_SERVICE\"}")) {
			String url = server.url("/ready");
			assertThat(check("--url", url)).isOne();
			assertThat(reason()).isEqualTo("not ready: " + url + ": HTTP 503 {\"status\": \"OUT_OF_SERVICE\"}");
		}
	}

	@Test
	void shouldSayWhyWhenNoServiceHasStarted() {
		assertThat(check()).isOne();
		assertThat(reason()).contains("no service of this user has started").contains(file().path().toString());
	}

	@Test
	void shouldSayWhyWhenNobodyListens() throws IOException {
		String url;
		try (HttpAnswer server = new HttpAnswer("")) {
			url = server.url("/");
		}
		file().write(1, url);
		assertThat(check()).isOne();
		assertThat(reason()).isEqualTo("not ready: " + url + ": Connection refused");
	}

	@Test
	void shouldSayWhyWhenTheAnswerIsNotHttp() throws IOException {
		try (HttpAnswer server = new HttpAnswer("ERROR\n")) {
			assertThat(check("--url=" + server.url("/"))).isOne();
			assertThat(reason()).endsWith("the answer is not HTTP");
		}
		this.err.reset();
		try (HttpAnswer server = new HttpAnswer("")) {
			assertThat(check("--url=" + server.url("/"))).isOne();
			assertThat(reason()).endsWith("the answer is not HTTP");
		}
	}

	@Test
	void shouldSayWhyWhenTheUrlIsNone() {
		assertThat(check("--url", "localhost")).isOne();
		assertThat(reason()).isEqualTo("not ready: localhost: not an http or https URL");
		this.err.reset();
		assertThat(check("--url", ":")).isOne();
		assertThat(reason()).startsWith("not ready: :: ");
	}

	@Test
	void shouldSayWhyWhenTheServiceDoesNotAnswer() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
			assertThat(check("--url", url)).isOne();
			assertThat(reason()).isEqualTo("not ready: " + url + ": no answer within 3 s");
		}
	}

	@Test
	void shouldEndWithTwoWhenCalledWrongly() {
		assertThat(check("--uri", "x")).isEqualTo(2);
		assertThat(reason()).isEqualTo("check takes only --url URL, not --uri x");
	}

	@Test
	void shouldBeMeantByItsNameUnlessHelpIsAskedFor() {
		assertThat(ReadinessCheck.isMeant(new String[] { "check", "--url", "x" })).isTrue();
		assertThat(ReadinessCheck.isMeant(new String[] { "check", "--help" })).isFalse();
		assertThat(ReadinessCheck.isMeant(new String[] { "serve", "check" })).isFalse();
		assertThat(ReadinessCheck.isMeant(new String[0])).isFalse();
	}

	@Test
	void shouldRemoveTheFileOnlyForTheServiceThatWroteIt() throws IOException {
		ServiceFile file = file();
		file.remove(1);
		file.write(1, "http://127.0.0.1:1/");
		file.write(2, "http://127.0.0.1:2/");
		file.remove(1);
		assertThat(file.readUrl()).isEqualTo("http://127.0.0.1:2/");
		file.remove(2);
		assertThat(file.path()).doesNotExist();
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void shouldSayWhyWhenTheFileIsCut() throws IOException {
		Files.writeString(file().path(), "1\n");
		assertThat(check()).isOne();
		assertThat(reason()).endsWith("service.url is not complete");
	}

	/**
	 * Answers one request.
	 */
	private static final class HttpAnswer implements AutoCloseable {

		private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

		private final Thread thread;

		private volatile String request = "";

		HttpAnswer(String answer) throws IOException {
			this.thread = Thread.ofPlatform().start(() -> serve(answer));
		}

		private void serve(String answer) {
			try (Socket socket = this.server.accept()) {
				byte[] bytes = new byte[1000];
				int count = socket.getInputStream().read(bytes);
				this.request = new String(bytes, 0, count, StandardCharsets.US_ASCII);
				socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				// closed
			}
		}

		String url(String path) {
			return "http://127.0.0.1:" + this.server.getLocalPort() + path;
		}

		String request() {
			return this.request;
		}

		@Override
		public void close() throws IOException {
			this.server.close();
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
