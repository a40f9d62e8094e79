package org.socketservice.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The connections of a client: how many there are, how long, and for which request.
 */
class SocketClientPoolTests {

	private static final Duration SHORT = Duration.ofMillis(150);

	@Test
	void shouldNotTakeLateReplyForAnotherRequest() {
		try (Peer peer = Peer.start("late", "--delay", "0.4");
				SocketClient client = peer.client().poolSize(1).build()) {
			assertThatExceptionOfType(SocketClientException.class)
				.isThrownBy(() -> client.send("first".getBytes(StandardCharsets.UTF_8), SHORT));
			for (int i = 0; i < 100; i++) {
				assertThat(client.send("next" + i)).isEqualTo("NEXT" + i);
			}
			assertThat(client.send("#all")).isEqualTo("2");
		}
	}

	@Test
	void shouldOpenNoMoreThanPoolSizeConnectionsWhenManyCall() throws Exception {
		try (Peer peer = Peer.start("upper", "--delay", "0.005");
				SocketClient client = peer.client().poolSize(8).build();
				ExecutorService callers = Executors.newFixedThreadPool(50)) {
			List<Future<List<String>>> results = new ArrayList<>();
			for (int caller = 0; caller < 50; caller++) {
				int number = caller;
				results.add(callers.submit(() -> {
					List<String> replies = new ArrayList<>();
					for (int i = 0; i < 10; i++) {
						replies.add(client.send("c" + number + "-" + i));
					}
					return replies;
				}));
			}
			for (int caller = 0; caller < 50; caller++) {
				List<String> replies = results.get(caller).get(30, TimeUnit.SECONDS);
				for (int i = 0; i < 10; i++) {
					assertThat(replies.get(i)).isEqualTo("C" + caller + "-" + i);
				}
			}
			assertThat(Integer.parseInt(client.send("#all"))).isEqualTo(Integer.parseInt(client.send("#max")))
				.isBetween(2, 8);
			assertThat(client.counts().requests(ClientOutcome.REPLIED)).isEqualTo(502);
		}
	}

	@Test
	void shouldFailClearlyWhenAllConnectionsStayInUse() {
		try (Peer peer = Peer.start("silent");
				SocketClient client = peer.client().poolSize(1).connectTimeout(SHORT).build()) {
			CompletableFuture<byte[]> first = client.sendAsync(new byte[1]);
			await().until(() -> client.counts().activeConnections() == 1);
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage("127.0.0.1:" + peer.port() + ": all 1 connections in use for 150 ms (ETIMEDOUT)");
			assertThat(client.counts().requests(ClientOutcome.NOT_CONNECTED)).isEqualTo(1);
			assertThat(first.cancel(true)).isTrue();
			await().until(() -> client.counts().activeConnections() == 0);
			assertThat(first).isCancelled();
		}
	}

	@Test
	void shouldCloseIdleConnections() {
		try (Peer peer = Peer.start("upper");
				SocketClient client = peer.client().idleTimeout(Duration.ofMillis(100)).build()) {
			assertThat(client.send("a")).isEqualTo("A");
			await().until(() -> client.counts().activeConnections() == 0);
			assertThat(client.send("#now")).isEqualTo("1");
		}
	}

	@Test
	void shouldNotHandOutConnectionKnownToBeClosed() {
		try (Peer peer = Peer.start("answer-and-close"); SocketClient client = peer.client().poolSize(4).build()) {
			List<CompletableFuture<byte[]>> replies = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				replies.add(client.sendAsync(("a" + i).getBytes(StandardCharsets.UTF_8)));
			}
			assertThat(replies).allSatisfy((reply) -> assertThat(reply.join()).startsWith((byte) 'A'));
			await().until(() -> client.counts().activeConnections() == 0);
			assertThat(client.send("b")).isEqualTo("B");
		}
	}

	@Test
	void shouldNeverFailBetweenIdleTimeoutAndUse() {
		try (Peer peer = Peer.start("upper");
				SocketClient client = peer.client().poolSize(1).idleTimeout(Duration.ofMillis(10)).build()) {
			for (int i = 0; i < 60; i++) {
				assertThat(client.send("a" + i)).isEqualTo("A" + i);
				long until = System.nanoTime() + Duration.ofMillis(10).toNanos() + i * 200_000L;
				while (System.nanoTime() < until) {
					Thread.onSpinWait();
				}
			}
		}
	}

}
