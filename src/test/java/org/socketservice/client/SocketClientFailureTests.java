package org.socketservice.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.testing.FreePorts;
import org.socketservice.transport.Errno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How the client tells of servers that are not there or do not answer as they should.
 */
class SocketClientFailureTests {

	private static final Duration SHORT = Duration.ofMillis(150);

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
