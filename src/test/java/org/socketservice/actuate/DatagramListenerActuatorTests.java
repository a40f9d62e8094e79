package org.socketservice.actuate;

import java.util.Objects;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.actuate.ListenersEndpoint.ListenerDescriptor;
import org.socketservice.client.SocketDatagrams;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listeners;
import org.socketservice.testing.RunningService;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see of a listener without connections.
 */
@Timeout(60)
class DatagramListenerActuatorTests {

	@Test
	void shouldShowDatagramsInPlaceOfConnections() {
		try (RunningService service = RunningService.bare()
			.listener("udp", "transport=udp", "port=0", "address=127.0.0.1", "max-message-size=10B")
			.start(); SocketDatagrams client = SocketDatagrams.udp("127.0.0.1", service.port("udp"))) {
			MeterRegistry registry = new SimpleMeterRegistry();
			new ListenerMeters(service.bean(Listeners.class)).bindTo(registry);
			assertThat(client.send("hello".getBytes(UTF_8))).asString(UTF_8).isEqualTo("HELLO");
			assertThat(client.send("hello, world".getBytes(UTF_8))).asString(UTF_8).startsWith("ERROR message longer");
			Listener listener = service.listener("udp");
			Health health = new ListenerHealthIndicator(listener).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnlyKeys("transport", "address")
				.containsEntry("transport", "udp")
				.containsEntry("address", "127.0.0.1:" + service.port("udp"));
			RunningService.await().until(() -> listener.counts().requestsActive() == 0);
			ListenerDescriptor descriptor = Objects
				.requireNonNull(new ListenersEndpoint(service.bean(Listeners.class)).listener("udp"));
			assertThat(descriptor.connections()).isNull();
			assertThat(Objects.requireNonNull(descriptor.datagrams()).refused()).containsEntry("too-long", 1L)
				.containsEntry("reflection", 0L);
			assertThat(descriptor.requests().outcomes()).containsEntry("replied", 1L);
			assertThat(descriptor.bytes().received()).isEqualTo(5 + 10);
			assertThat(registry.get("socket.server.datagrams.refused")
				.tags("listener", "udp", "transport", "udp", "reason", "too-long")
				.functionCounter()
				.count()).isOne();
			assertThat(registry.get("socket.server.requests").tag("outcome", "replied").functionCounter().count())
				.isOne();
			assertThat(registry.find("socket.server.connections.active").gauge()).isNull();
			assertThat(registry.get("socket.server.listening").gauge().value()).isOne();
		}
	}

}
