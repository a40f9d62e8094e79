package org.socketservice.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.framing.Framing;
import org.socketservice.testing.FreePorts;
import org.socketservice.transport.Errno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A single connection against servers that are not ours.
 */
class SocketConnectionTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	private static final Duration SHORT = Duration.ofMillis(150);

	@ParameterizedTest
	@EnumSource(Framing.class)
	void shouldGetReplyInEachFraming(Framing framing) {
		try (Peer peer = Peer.start("upper", "--framing", Peer.tag(framing));
				SocketConnection connection = peer.client().framing(framing).connect()) {
			assertThat(connection.send(bytes("hello"))).isEqualTo(bytes("HELLO"));
			assertThat(connection.send(bytes("you"))).isEqualTo(bytes("YOU"));
		}
	}

	@Test
	void shouldTellBothAddresses() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SocketConnection connection = new SocketClientBuilder().address("127.0.0.1", server.getLocalPort())
					.connect();
				Socket accepted = server.accept()) {
			assertThat(connection.remoteAddress()).isEqualTo(accepted.getLocalSocketAddress());
			assertThat(connection.localAddress()).isEqualTo(accepted.getRemoteSocketAddress());
			assertThat(connection)
				.hasToString("127.0.0.1:" + server.getLocalPort() + " from 127.0.0.1:" + accepted.getPort());
		}
	}

	@Test
	void shouldSpeakOverUnixSocket(@TempDir Path directory) {
		Path path = directory.resolve("s");
		try (Peer peer = Peer.start("upper", "--unix", path.toString());
				SocketConnection connection = peer.client().connect()) {
			assertThat(connection.send(bytes("hello"))).isEqualTo(bytes("HELLO"));
			assertThat(connection.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
			assertThat(connection).hasToString(path.toString());
		}
	}

	@Test
	void shouldFindTheAddressThatAcceptsWhenHostHasSeveral() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
			try (SocketConnection connection = new SocketClientBuilder().address("localhost", server.getLocalPort())
				.connect()) {
				assertThat(((InetSocketAddress) connection.remoteAddress()).getAddress())
					.isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
			}
		}
	}

	@Test
	void shouldReadRepliesInOrderWhileAnotherThreadWrites() throws Exception {
		int count = 100_000;
		try (Peer peer = Peer.start("upper");
				SocketConnection connection = peer.client().connect();
				ExecutorService writer = Executors.newSingleThreadExecutor()) {
			Future<?> written = writer.submit(() -> {
				for (int i = 0; i < count; i += 1000) {
					List<byte[]> batch = new ArrayList<>();
					for (int k = 0; k < 1000; k++) {
						batch.add(bytes("message-" + (i + k)));
					}
					connection.write(batch);
				}
				connection.shutdownOutput();
			});
			for (int i = 0; i < count; i++) {
				assertThat(connection.read(LONG)).isEqualTo(bytes("MESSAGE-" + i));
			}
			assertThat(connection.read(LONG)).isNull();
			written.get(10, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 65535, 65536 })
	void shouldReadReplyOfAnySizeInAnyPieces(int size) throws Exception {
		byte[] reply = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SocketConnection connection = new SocketClientBuilder().address("127.0.0.1", server.getLocalPort())
					.connect();
				Socket accepted = server.accept()) {
			OutputStream out = accepted.getOutputStream();
			out.write(reply, 0, size / 2);
			out.flush();
			assertThat(connection.hasInput()).isFalse();
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> connection.read(SHORT))
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ETIMEDOUT));
			out.write(reply, size / 2, size - size / 2);
			out.write(bytes("\r\nnext\n"));
			out.flush();
			assertThat(connection.read(LONG)).isEqualTo(reply);
			assertThat(connection.read(LONG)).isEqualTo(bytes("next"));
		}
	}

	@Test
	void shouldTakeRestAtEndOfInputAsMessageThenEnd() {
		try (Peer peer = Peer.start("bare-and-close"); SocketConnection connection = peer.client().connect()) {
			connection.write(List.of(bytes("hello")));
			assertThat(connection.read(LONG)).isEqualTo(bytes("HELLO"));
			assertThat(connection.read(LONG)).isNull();
		}
	}

	@Test
	void shouldFailWhenServerClosesWithoutAnswer() {
		try (Peer peer = Peer.start("eof"); SocketConnection connection = peer.client().connect()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> connection.send(bytes("hello")))
				.withMessage("127.0.0.1:" + peer.port() + ": Connection closed by the server")
				.satisfies((ex) -> assertThat(ex.errno()).isNull());
		}
	}

	@Test
	void shouldFailWithErrnoWhenServerResets() {
		try (Peer peer = Peer.start("reset"); SocketConnection connection = peer.client().connect()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> connection.send(bytes("hello")))
				.withMessage("127.0.0.1:" + peer.port() + ": Connection reset by peer (ECONNRESET)")
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ECONNRESET));
		}
	}

	@Test
	void shouldTimeOutToTheFractionOfASecond() {
		try (Peer peer = Peer.start("silent");
				SocketConnection connection = peer.client().replyTimeout(SHORT).connect()) {
			long begin = System.nanoTime();
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> connection.send(bytes("hello")))
				.withMessage("127.0.0.1:" + peer.port() + ": no reply within 150 ms (ETIMEDOUT)");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plusSeconds(2));
		}
	}

	@Test
	void shouldTimeOutWhenServerReadsNothing() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SocketConnection connection = new SocketClientBuilder().address("127.0.0.1", server.getLocalPort())
					.framing(Framing.LENGTH_4)
					.replyTimeout(SHORT)
					.connect()) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> connection.send(new byte[16 << 20]))
				.withMessageEndingWith(": server took nothing for 150 ms (ETIMEDOUT)");
		}
	}

	@Test
	void shouldFailWithErrnoWhenNobodyListens() throws IOException {
		int port = FreePorts.find();
		assertThatExceptionOfType(SocketClientException.class)
			.isThrownBy(() -> new SocketClientBuilder().address("127.0.0.1", port).connect())
			.withMessage("127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)")
			.satisfies((ex) -> assertThat(Objects.requireNonNull(ex.errno()).number()).isEqualTo(111));
	}

	@Test
	void shouldGiveTheErrorNumberInPlaceOfAnException() throws IOException {
		int port = FreePorts.find();
		ConnectAttempt refused = new SocketClientBuilder().address("127.0.0.1", port).tryConnect();
		assertThat(refused.errno()).isEqualTo(111);
		assertThat(refused.failure()).hasMessage("127.0.0.1:" + port + ": Connection refused (ECONNREFUSED)");
		assertThatExceptionOfType(SocketClientException.class).isThrownBy(refused::connection);
		assertThat(new SocketClientBuilder().address("nowhere.invalid", port).tryConnect().errno()).isEqualTo(-1);
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				SocketClient client = new SocketClientBuilder().address("127.0.0.1", server.getLocalPort()).build()) {
			ConnectAttempt attempt = client.tryConnect();
			assertThat(attempt.errno()).isZero();
			assertThat(attempt.failure()).isNull();
			try (SocketConnection connection = attempt.connection()) {
				assertThat(connection.remoteAddress()).isEqualTo(server.getLocalSocketAddress());
			}
		}
	}

	@Test
	void shouldWriteIpv6AddressInBrackets() throws IOException {
		int port = FreePorts.find();
		assertThatExceptionOfType(SocketClientException.class)
			.isThrownBy(() -> new SocketClientBuilder().address("::1", port).connect())
			.withMessageStartingWith("[::1]:" + port + ": ");
	}

	@Test
	void shouldRefuseRequestWithLineFeed() {
		try (Peer peer = Peer.start("upper"); SocketConnection connection = peer.client().connect()) {
			assertThatExceptionOfType(SocketClientException.class)
				.isThrownBy(() -> connection.write(List.of(bytes("a\nb"))))
				.withMessageEndingWith("framing cannot carry a request with a line feed in it");
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
