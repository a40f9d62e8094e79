package org.socketservice.actuate;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.socketservice.RunningService;
import org.socketservice.service.MessageService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that end in every way there is: to {@code tcp}, to {@code small}, which
 * takes two, and to {@code hasty}, which waits for nobody.
 */
final class EndedConnections {

	static final List<String> LISTENERS = List.of("tcp", "small", "hasty");

	private final CountDownLatch stuck = new CountDownLatch(1);

	private final RunningService service;

	private EndedConnections() {
		this.service = RunningService.start(this::serve, "socket.listeners.tcp.port=0",
				"socket.listeners.tcp.max-message-size=100B", "socket.listeners.small.port=0",
				"socket.listeners.small.limits.max-connections=2", "socket.listeners.hasty.port=0",
				"socket.listeners.hasty.idle-timeout=200ms", "socket.listeners.hasty.reply-timeout=100ms");
	}

	/**
	 * Start a service, and end connections in every way.
	 * @return the service, without a connection
	 * @throws Exception of a connection that ends another way
	 */
	static RunningService start() throws Exception {
		EndedConnections connections = new EndedConnections();
		connections.endInEveryWay();
		return connections.service;
	}

	private void endInEveryWay() throws Exception {
		for (int i = 0; i < 2; i++) {
			closeNormally();
			closeHalf();
		}
		closeNormally();
		reset();
		resetWithARequestInFlight();
		sendTooMuch();
		exceedTheLimit();
		idle();
		Awaitility.await()
			.atMost(Duration.ofSeconds(15))
			.until(() -> LISTENERS.stream().allMatch((name) -> this.service.counts(name).snapshot().active() == 0));
	}

	private byte[] serve(byte[] request) throws Exception {
		String text = new String(request, StandardCharsets.US_ASCII);
		if (text.equals("fail")) {
			throw new IllegalStateException("asked for");
		}
		if (text.startsWith("block")) {
			this.stuck.countDown();
			new CountDownLatch(1).await();
		}
		return text.equals("one-way") ? MessageService.NO_REPLY : request;
	}

	private void closeNormally() throws IOException {
		try (Socket client = this.service.connect("tcp")) {
			write(client, "a\nfail\none-way\nb\n");
			assertThat(readLine(client)).isEqualTo("a");
			assertThat(readLine(client)).startsWith("ERROR ");
			assertThat(readLine(client)).isEqualTo("b");
		}
	}

	private void closeHalf() throws IOException {
		try (Socket client = this.service.connect("tcp")) {
			write(client, "c\nrest");
			client.shutdownOutput();
			assertThat(readAll(client)).isEqualTo("c\nrest");
		}
	}

	private void reset() throws IOException {
		try (Socket client = this.service.connect("tcp")) {
			write(client, "d\n");
			assertThat(readLine(client)).isEqualTo("d");
			client.setSoLinger(true, 0);
		}
	}

	private void resetWithARequestInFlight() throws Exception {
		try (Socket client = this.service.connect("tcp")) {
			write(client, "block\ne\n");
			this.stuck.await();
			client.setSoLinger(true, 0);
		}
	}

	private void sendTooMuch() throws IOException {
		try (Socket client = this.service.connect("tcp")) {
			write(client, "f\n" + "x".repeat(500));
			assertThat(readAll(client)).startsWith("f\nERROR ");
		}
	}

	private void exceedTheLimit() throws IOException {
		try (Socket first = this.service.connect("small"); Socket second = this.service.connect("small")) {
			for (Socket admitted : List.of(first, second)) {
				write(admitted, "g\n");
				assertThat(readLine(admitted)).isEqualTo("g");
			}
			for (int i = 0; i < 3; i++) {
				try (Socket refused = this.service.connect("small")) {
					assertThat(readAll(refused)).startsWith("ERROR ");
				}
			}
		}
	}

	private void idle() throws IOException {
		try (Socket client = this.service.connect("hasty")) {
			write(client, "block for long\n");
			assertThat(readAll(client)).startsWith("ERROR ");
		}
	}

	private static void write(Socket client, String text) throws IOException {
		client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String readLine(Socket client) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int read = client.getInputStream().read(); read != '\n'; read = client.getInputStream().read()) {
			assertThat(read).isPositive();
			line.append((char) read);
		}
		return line.toString();
	}

	private static String readAll(Socket client) throws IOException {
		return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
	}

}
