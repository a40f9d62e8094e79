package org.socketservice.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.socketservice.client.ClientAutoConfiguration;
import org.socketservice.client.Peer;
import org.socketservice.client.SocketClient;
import org.socketservice.client.SocketClientException;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientMetricsAutoConfiguration}.
 */
class ClientMetricsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				ClientAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ClientMetricsAutoConfiguration.class));

	@Test
	void shouldShowWhatTheClientDid() {
		try (Peer peer = Peer.start("upper")) {
			this.runner.withBean(SimpleMeterRegistry.class)
				.withPropertyValues("socket.clients.orders.port=" + peer.port(),
						"socket.clients.nobody.path=/nowhere/none", "socket.clients.nobody.transport=unix")
				.run((context) -> {
					SocketClient client = context.getBean("ordersSocketClient", SocketClient.class);
					client.send("hello");
					client.send("you");
					assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> client.send("a\nb"));
					SocketClient nobody = context.getBean("nobodySocketClient", SocketClient.class);
					assertThatExceptionOfType(SocketClientException.class).isThrownBy(() -> nobody.send("hello"));
					MeterRegistry registry = context.getBean(MeterRegistry.class);
					assertThat(requests(registry, "orders", "tcp", "replied")).isEqualTo(2);
					assertThat(requests(registry, "orders", "tcp", "failed")).isEqualTo(1);
					assertThat(requests(registry, "orders", "tcp", "timed-out")).isZero();
					assertThat(requests(registry, "nobody", "unix", "not-connected")).isEqualTo(1);
					assertThat(value(registry, "bytes.sent")).isEqualTo(10);
					assertThat(value(registry, "bytes.received")).isEqualTo(10);
					assertThat(registry.get("socket.client.reply.duration").tag("client", "orders").timer().count())
						.isEqualTo(2);
					assertThat(registry.get("socket.client.connections.active").tag("client", "nobody").gauge().value())
						.isZero();
				});
		}
	}

	private static double requests(MeterRegistry registry, String client, String transport, String outcome) {
		return registry.get("socket.client.requests")
			.tags("client", client, "transport", transport, "outcome", outcome)
			.functionCounter()
			.count();
	}

	private static double value(MeterRegistry registry, String name) {
		return registry.get("socket.client." + name).tag("client", "orders").functionCounter().count();
	}

	@Test
	void shouldStartWithoutRegistryAndWithoutClients() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ClientMeters.class));
	}

	@Test
	void shouldBackOffWhenMicrometerIsNotOnTheClassPath() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("socketClientMeters"));
	}

}
