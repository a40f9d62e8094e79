package org.socketservice.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.Errno;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.ip.tcp.outbound.TcpOutboundGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Clients that send datagrams.
 */
@Timeout(60)
class SocketDatagramsTests {

	private final ApplicationContextRunner client = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class, ClientAutoConfiguration.class));

	@TempDir
	Path directory;

	@Test
	void shouldSendToAndReceiveFromAnyAddress() {
		try (SocketDatagrams one = SocketDatagrams.udp(); SocketDatagrams two = SocketDatagrams.udp()) {
			int port = ((InetSocketAddress) two.localAddress()).getPort();
			one.sendTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), bytes("hello"));
			ReceivedDatagram received = Objects.requireNonNull(two.receive(Duration.ofSeconds(20)));
			assertThat(received.message()).isEqualTo(bytes("hello"));
			two.sendTo(received.sender(), new byte[0]);
			assertThat(Objects.requireNonNull(one.receive(Duration.ofSeconds(20))).message()).isEmpty();
			assertThat(one.receive(Duration.ofMillis(5))).isNull();
			assertThat(one.remoteAddress()).isNull();
		}
	}

	@Test
	void shouldSendToAHostByItsName() {
		try (SocketDatagrams one = SocketDatagrams.udp(); SocketDatagrams two = SocketDatagrams.udp()) {
			int port = ((InetSocketAddress) two.localAddress()).getPort();
			one.sendTo(InetSocketAddress.createUnresolved("localhost", port), bytes("one"));
			assertThat(Objects.requireNonNull(two.receive(Duration.ofSeconds(20))).message()).isEqualTo(bytes("one"));
			try (SocketDatagrams three = SocketDatagrams.udp("127.0.0.1", 9)) {
				three.sendTo(InetSocketAddress.createUnresolved("127.0.0.1", port), bytes("three"));
			}
			assertThat(Objects.requireNonNull(two.receive(Duration.ofSeconds(20))).message()).isEqualTo(bytes("three"));
			assertThatIllegalStateException().isThrownBy(() -> one.sendOneWay(bytes("to nobody")))
				.withMessage("no server: name an address");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void shouldEndAReceiveThatWaitsWhenClosed(boolean udp) throws Exception {
		SocketDatagrams socket = udp ? SocketDatagrams.udp() : SocketDatagrams.unix();
		CompletableFuture<@Nullable ReceivedDatagram> received = new CompletableFuture<>();
		Thread waiting = Thread.ofPlatform().start(() -> {
			try {
				received.complete(socket.receive(Duration.ZERO));
			}
			catch (RuntimeException ex) {
				received.completeExceptionally(ex);
			}
		});
		RunningService.await().until(() -> isIn(waiting, "receive"));
		socket.close();
		assertThat(received).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(SocketClientException.class)
			.withMessageContaining("Connection closed");
		waiting.join();
	}

	private static boolean isIn(Thread thread, String method) {
		return Stream.of(thread.getStackTrace()).anyMatch((frame) -> frame.getMethodName().equals(method));
	}

	@Test
	void shouldSendToAndReceiveFromUnixSockets() {
		try (SocketDatagrams one = SocketDatagrams.unix(); SocketDatagrams two = SocketDatagrams.unix()) {
			one.sendTo(two.localAddress(), bytes("hello"));
			ReceivedDatagram received = Objects.requireNonNull(two.receive(Duration.ofSeconds(20)));
			assertThat(received.message()).isEqualTo(bytes("hello"));
			assertThat(received.sender()).isEqualTo(one.localAddress());
			assertThat(one.receive(Duration.ofMillis(5))).isNull();
		}
	}

	@Test
	void shouldTellThatNobodyListensOrAnswers() {
		int free;
		try (SocketDatagrams deaf = SocketDatagrams.udp()) {
			free = ((InetSocketAddress) deaf.localAddress()).getPort();
			try (SocketDatagrams socket = SocketDatagrams.udp("127.0.0.1", free)) {
				socket.replyTimeout(Duration.ofMillis(20));
				assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> socket.send(bytes("x")))
					.withMessage("127.0.0.1:" + free + ": no reply within 20 ms (ETIMEDOUT)");
			}
		}
		try (SocketDatagrams socket = SocketDatagrams.udp("127.0.0.1", free)) {
			assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> socket.send(bytes("x")))
				.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ECONNREFUSED));
		}
		String missing = this.directory.resolve("missing").toString();
		assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> SocketDatagrams.unix(missing))
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.ENOENT));
	}

	@Test
	void shouldServeManyThreadsFromAPoolOfSockets() {
		String path = this.directory.resolve("server").toString();
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.listener("ud", "transport=unix-datagram", "path=" + path)
			.start()) {
			this.client
				.withPropertyValues("socket.clients.one.transport=udp",
						"socket.clients.one.port=" + service.port("udp"), "socket.clients.one.pool-size=4",
						"socket.clients.two.transport=unix-datagram", "socket.clients.two.path=" + path)
				.run((context) -> {
					assertThat(context.getBeansOfType(TcpOutboundGateway.class)).isEmpty();
					for (String name : List.of("one", "two")) {
						SocketClient client = context.getBean(name + "SocketClient", SocketClient.class);
						List<CompletableFuture<byte[]>> replies = IntStream.range(0, 100)
							.mapToObj((i) -> client.sendAsync(bytes("message " + i)))
							.toList();
						for (int i = 0; i < 100; i++) {
							assertThat(replies.get(i).join()).isEqualTo(bytes("MESSAGE " + i));
						}
						assertThat(client.counts().requests(ClientOutcome.REPLIED)).isEqualTo(100);
						assertThatIllegalStateException().isThrownBy(client::connect)
							.withMessageContaining("openDatagrams");
						try (SocketDatagrams socket = client.openDatagrams()) {
							assertThat(socket.send(bytes("own"))).isEqualTo(bytes("OWN"));
						}
						assertThat(client.send(new byte[0])).isEmpty();
						client.sendOneWay(bytes("one way"));
					}
				});
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
