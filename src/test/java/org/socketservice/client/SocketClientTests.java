package org.socketservice.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.socketservice.framing.Framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The client against servers that are not ours: what it sends and what it takes for a
 * reply.
 */
class SocketClientTests {

	@ParameterizedTest
	@EnumSource(Framing.class)
	void shouldGetReplyInEachFraming(Framing framing) {
		try (Peer peer = Peer.start("upper", "--framing", Peer.tag(framing));
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

}
