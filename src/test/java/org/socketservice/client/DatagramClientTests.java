package org.socketservice.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.testing.RawSockets;
import org.socketservice.testing.RunningService;
import org.socketservice.transport.Errno;
import org.socketservice.transport.EventLoopsAutoConfiguration;
import org.socketservice.transport.Transport;
import org.socketservice.transport.TransportSupport;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Clients on every transport that has datagrams, by properties and by hand. Raw sockets
 * need a privilege, TIPC a kernel that has it.
 */
@Timeout(60)
class DatagramClientTests {

	private static final int CONCURRENT = 50;

	private final ApplicationContextRunner client = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class, ClientAutoConfiguration.class));

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1" })
	void shouldExchangeRawPackets(String host) {
		RawSockets.assumeAllowed();
		try (RunningService service = RunningService.bare().listener("raw", "transport=raw", "protocol=252").start();
				SocketClient byHand = new SocketClientBuilder().raw(host, 252).build()) {
			assertThat(byHand.send("by hand")).isEqualTo("BY HAND");
			assertThat(byHand.toString()).isEqualTo("SocketClient client of " + host);
			this.client
				.withPropertyValues("socket.clients.packets.transport=raw", "socket.clients.packets.host=" + host,
						"socket.clients.packets.protocol=252")
				.run((context) -> {
					SocketClient client = context.getBean("packetsSocketClient", SocketClient.class);
					assertThat(client.transport()).isEqualTo("raw");
					assertEachGetsItsOwnReply(client);
					assertThat(byHand.send("")).as("not the reply to another's request").isEmpty();
				});
			assertThat(service.listener("raw").isListening()).isTrue();
		}
	}

	/** Every raw socket of this machine hears the replies to all. */
	private static void assertEachGetsItsOwnReply(SocketClient client) {
		List<CompletableFuture<byte[]>> replies = IntStream.range(0, CONCURRENT)
			.mapToObj((i) -> client.sendAsync(bytes("message " + i)))
			.toList();
		for (int i = 0; i < CONCURRENT; i++) {
			assertThat(replies.get(i).join()).isEqualTo(bytes("MESSAGE " + i));
		}
		assertThat(client.counts().requests(ClientOutcome.REPLIED)).isEqualTo(CONCURRENT);
	}

	@Test
	void shouldExchangeOverTipcOrSayThatTheKernelHasNone() {
		this.client
			.withPropertyValues("socket.clients.cluster.transport=rdm", "socket.clients.cluster.service-type=18888",
					"socket.clients.cluster.instance=17")
			.run((context) -> {
				SocketClient client = context.getBean("clusterSocketClient", SocketClient.class);
				assertThat(client.toString()).isEqualTo("SocketClient cluster of tipc:18888:17");
				assertTipc(client);
			});
		try (SocketClient client = new SocketClientBuilder().rdm(18888, 17).build()) {
			assertTipc(client);
		}
	}

	private static void assertTipc(SocketClient client) {
		if (TransportSupport.whyNot(Transport.RDM) == null) {
			try (RunningService service = RunningService.bare()
				.listener("rdm", "transport=rdm", "service-type=18888", "instance=17")
				.start()) {
				assertThat(client.send("hello")).isEqualTo("HELLO");
				assertThat(service.listener("rdm").isListening()).isTrue();
			}
			return;
		}
		assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("hello"))
			.withMessage("tipc:18888:17: Address family not supported by protocol (EAFNOSUPPORT): "
					+ "load the kernel module tipc (modprobe tipc)")
			.satisfies((ex) -> assertThat(ex.errno()).isEqualTo(Errno.EAFNOSUPPORT));
	}

	@Test
	void shouldSendDatagramsWhenBuiltByHand() {
		String path = this.directory.resolve("server").toString();
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0")
			.listener("ud", "transport=unix-datagram", "path=" + path)
			.start();
				SocketClient udp = new SocketClientBuilder().udp("127.0.0.1", service.port("udp")).build();
				SocketClient unix = new SocketClientBuilder().unixDatagram(path).build()) {
			assertThat(udp.send("hello")).isEqualTo("HELLO");
			assertThat(unix.send("hello")).isEqualTo("HELLO");
			assertThat(unix.transport()).isEqualTo("unix-datagram");
			assertThatIllegalStateException().isThrownBy(() -> new SocketClientBuilder().raw("::1", 253).connect())
				.withMessage("Transport raw has no connections: call build(), or open SocketDatagrams");
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
