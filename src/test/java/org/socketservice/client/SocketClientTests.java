package org.socketservice.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socketservice.framing.Framing;
import org.socketservice.testing.FreePorts;
import org.socketservice.transport.Errno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The client with its pool against servers that are not ours.
 */
class SocketClientTests {

	private static final Duration SHORT = Duration.ofMillis(150);

	static String tag(Framing framing) {
		return framing.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
	}

	@ParameterizedTest
	@EnumSource(Framing.class)
	void shouldGetReplyInEachFraming(Framing framing) {
		try (Peer peer = Peer.start("upper", "--framing", tag(framing));
				SocketClient client = peer.client().framing(framing).build()) {
			assertThat(client.send("hello")).isEqualTo("HELLO");
			assertThat(client.send("grüße")).isEqualTo("GRüßE");
			assertThat(client.counts().requests(ClientOutcome.REPLIED)).isEqualTo(2);
			assertThat(client.counts().activeConnections()).isEqualTo(1);
			assertThat(client.counts().bytesSent()).isGreaterThanOrEqualTo(12)
				.isEqualTo(client.counts().bytesReceived());
		}
	}

	@Test
	void shouldSpeakOverUnixSocket(@TempDir Path directory) {
		try (Peer peer = Peer.start("upper", "--unix", directory.resolve("s").toString());
				SocketClient client = peer.client().build()) {
			assertThat(client.send("hello")).isEqualTo("HELLO");
		}
	}

	@Test
	void shouldGetRepliesWhenServerClosesAfterEach() {
		try (Peer peer = Peer.start("answer-and-close"); SocketClient client = peer.client().poolSize(1).build()) {
			for (int i = 0; i < 20; i++) {
				assertThat(client.send("a" + i)).isEqualTo("A" + i);
				await().until(() -> client.counts().activeConnections() == 0);
			}
		}
	}

	@Test
	void shouldTakeRestAtEndOfInputAsReply() {
		try (Peer peer = Peer.start("bare-and-close"); SocketClient client = peer.client().build()) {
			assertThat(client.send("hello")).isEqualTo("HELLO");
		}
	}

	@Test
	void shouldFailWithTimeoutWhenServerNeverAnswers() {
		try (Peer peer = Peer.start("silent"); SocketClient client = peer.client().replyTimeout(SHORT).build()) {
			long begin = System.nanoTime();
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage("127.0.0.1:" + peer.port() + ": no reply within 150 ms (ETIMEDOUT)")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ETIMEDOUT));
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plusSeconds(2));
			assertThat(client.counts().requests(ClientOutcome.TIMED_OUT)).isEqualTo(1);
			await().until(() -> client.counts().activeConnections() == 0);
		}
	}

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
	void shouldNotTakeUnsolicitedMessageForAReply() {
		try (Peer peer = Peer.start("double"); SocketClient client = peer.client().poolSize(1).build()) {
			for (int i = 0; i < 50; i++) {
				try {
					assertThat(client.send("a" + i)).isEqualTo("A" + i);
				}
				catch (SocketClientException ex) {
					assertThat(ex).hasMessageContaining("answers no request");
				}
			}
		}
	}

	@Test
	void shouldFailWhenServerSpeaksFirst() {
		try (Peer peer = Peer.start("banner"); SocketClient client = peer.client().build()) {
			try {
				assertThat(client.send("hello")).isEqualTo("welcome");
			}
			catch (SocketClientException ex) {
				assertThat(ex).hasMessageStartingWith("127.0.0.1:" + peer.port() + ": ");
			}
		}
	}

	@Test
	void shouldFailAtOnceWhenServerClosesWithoutAnswer() {
		try (Peer peer = Peer.start("eof"); SocketClient client = peer.client().build()) {
			long begin = System.nanoTime();
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage("127.0.0.1:" + peer.port() + ": Connection closed by the server")
				.satisfies((ex) -> assertThat(ex.errno()).isNull());
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
			assertThat(client.counts().requests(ClientOutcome.FAILED)).isEqualTo(1);
		}
	}

	@Test
	void shouldFailWithErrnoWhenServerResets() {
		try (Peer peer = Peer.start("reset"); SocketClient client = peer.client().build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage("127.0.0.1:" + peer.port() + ": Connection reset by peer (ECONNRESET)")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ECONNRESET));
		}
	}

	@Test
	void shouldFailWithErrnoWhenNobodyListens() throws IOException {
		int port = FreePorts.find();
		try (SocketClient client = new SocketClientBuilder().address("127.0.0.1", port).build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage("127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ECONNREFUSED));
			assertThat(client.counts().requests(ClientOutcome.NOT_CONNECTED)).isEqualTo(1);
		}
	}

	@Test
	void shouldFailWithErrnoWhenSocketFileIsMissing(@TempDir Path directory) {
		String path = directory.resolve("none").toString();
		try (SocketClient client = new SocketClientBuilder().path(path).build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage(path + ": No such file or directory (ENOENT)")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ENOENT));
		}
	}

	@Test
	void shouldFailWhenHostIsUnknown() {
		try (SocketClient client = new SocketClientBuilder().address("no-such-host.invalid", 1).build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessage("no-such-host.invalid:1: Name or service not known");
		}
	}

	@Test
	void shouldTimeOutWhenServerDoesNotAccept() throws IOException {
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SocketClient client = new SocketClientBuilder().address("127.0.0.1", full.getLocalPort())
					.connectTimeout(SHORT)
					.build()) {
			List<SocketConnection> queued = new ArrayList<>();
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> {
				for (int i = 0; i < 5; i++) {
					queued.add(client.connect());
				}
			}).withMessageContaining("Connection timed out (ETIMEDOUT)");
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessageEndingWith(": Connection timed out (ETIMEDOUT)")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ETIMEDOUT));
			queued.forEach(SocketConnection::close);
		}
	}

	@Test
	void shouldFailWhenReplyIsTooLong() {
		try (Peer peer = Peer.start("long"); SocketClient client = peer.client().build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
				.withMessageEndingWith(": message longer than 65536 bytes");
		}
	}

	@Test
	void shouldRefuseRequestThatFramingCannotCarry() {
		try (Peer peer = Peer.start("upper"); SocketClient client = peer.client().build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("a\nb"))
				.withMessageEndingWith(": framing cannot carry a request with a line feed in it");
			assertThat(client.send("a")).isEqualTo("A");
		}
		try (Peer peer = Peer.start("upper", "--framing", "length-1");
				SocketClient client = peer.client().framing(Framing.LENGTH_1).build()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send(new byte[256]))
				.withMessageEndingWith(": framing cannot carry a message of 256 bytes, at most 255");
			assertThat(client.send(new byte[255])).hasSize(255);
		}
	}

	@Test
	void shouldCarryLargeMessagesBothWays() {
		byte[] request = "ab".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
		try (Peer peer = Peer.start("upper", "--framing", "length-4");
				SocketClient client = peer.client().framing(Framing.LENGTH_4).maxMessageSize(4 << 20).build()) {
			assertThat(new String(client.send(request), StandardCharsets.US_ASCII)).isEqualTo("AB".repeat(1 << 20));
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

	@Test
	void shouldSendAsync() throws Exception {
		try (Peer peer = Peer.start("upper"); SocketClient client = peer.client().build()) {
			assertThat(client.sendAsync(new byte[] { 'a' }).get(5, TimeUnit.SECONDS)).containsExactly('A');
		}
	}

	@Test
	void shouldGiveUpWhenAsyncRequestIsCancelled() {
		try (Peer peer = Peer.start("silent"); SocketClient client = peer.client().build()) {
			CompletableFuture<byte[]> reply = client.sendAsync(new byte[] { 'a' });
			await().until(() -> client.counts().activeConnections() == 1);
			reply.cancel(true);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(reply::join);
			await().until(() -> client.counts().activeConnections() == 0);
		}
	}

	@Test
	void shouldSendOneWay() {
		try (Peer peer = Peer.start("silent"); SocketClient client = peer.client().build()) {
			client.sendOneWay("a".getBytes(StandardCharsets.UTF_8));
			client.sendOneWay("b".getBytes(StandardCharsets.UTF_8));
			assertThat(client.send("#requests")).isEqualTo("2");
			assertThat(client.counts().activeConnections()).isEqualTo(1);
		}
	}

	@Test
	void shouldFailWaitingRequestsWhenClosed() {
		try (Peer peer = Peer.start("silent")) {
			SocketClient client = peer.client().build();
			CompletableFuture<byte[]> reply = client.sendAsync(new byte[1]);
			await().until(() -> client.counts().bytesSent() == 2);
			client.close();
			assertThat(reply).failsWithin(Duration.ofSeconds(5));
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("a"));
		}
	}

}
