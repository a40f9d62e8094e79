package org.socketservice.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.socketservice.testing.RawClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Descriptors run out: who is connected is served on, health tells it over a connection
 * opened before, and when some are free again the service accepts without being told.
 */
class DescriptorsChaosIT {

	private static final int LIMIT = 256;

	private static final Duration SOON = Duration.ofSeconds(1);

	@Test
	void shouldAcceptAgainWhenDescriptorsAreFree() throws Exception {
		long millis;
		try (ServiceProcess service = ServiceProcess.with().descriptors(LIMIT).start();
				Health health = new Health(service.httpPort())) {
			assertThat(health.status()).isEqualTo("UP");
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < LIMIT; i++) { // more than there are descriptors
				clients.add(RawClient.connect(service.port()).send("a\n"));
			}
			assertThat(clients.getFirst().readLine()).isEqualTo("A");
			Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> health.status().equals("DOWN"));
			assertThat(health.detail("error")).contains("connections cannot be accepted", "Too many open files");
			assertThat(clients.getFirst().send("b\n").readLine()).isEqualTo("B");
			clients.subList(1, LIMIT - 1).forEach(RawClient::close);
			long freed = System.nanoTime();
			assertThat(clients.getLast().readLine()).isEqualTo("A");
			millis = Duration.ofNanos(System.nanoTime() - freed).toMillis();
			Awaitility.await().until(() -> health.status().equals("UP"));
			try (RawClient client = RawClient.connect(service.port())) {
				assertThat(client.send("c\n").readLine()).isEqualTo("C");
			}
			clients.forEach(RawClient::close);
			Awaitility.await().until(() -> service.counts().active() == 0);
			assertThat(service.counts().rejected()).isZero();
			assertThat(service.log()).contains("Listener tcp accepts again");
		}
		if (Chaos.isFull()) {
			assertThat(millis).isLessThanOrEqualTo(SOON.toMillis());
		}
		Chaos.report(10, "`ulimit -n " + LIMIT + "` exhausted, then freed",
				"accepted again after %,d ms; health was DOWN meanwhile and said why".formatted(millis));
	}

	/**
	 * Asks for the listener's health over one connection.
	 */
	private static final class Health implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader reader;

		private String body = "";

		Health(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(20_000);
			this.reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.US_ASCII));
		}

		String status() throws IOException {
			this.socket.getOutputStream()
				.write("GET /actuator/health/listeners/tcp HTTP/1.1\r\nHost: x\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			int length = 0;
			for (String line = this.reader.readLine(); line != null && !line.isEmpty(); line = this.reader.readLine()) {
				if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
					length = Integer.parseInt(line.substring(15).strip());
				}
			}
			char[] body = new char[length];
			for (int read = 0; read < length;) {
				read += this.reader.read(body, read, length - read);
			}
			this.body = new String(body);
			return JsonPath.read(this.body, "$.status");
		}

		String detail(String name) {
			return JsonPath.read(this.body, "$.details." + name);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
