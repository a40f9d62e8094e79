package org.socketservice.actuate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link ListenerMetricsAutoConfiguration}.
 */
class ListenerMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				GatewayAutoConfiguration.class, ListenerAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, ListenerMetricsAutoConfiguration.class))
		.withPropertyValues("socket.listeners.tcp.port=0");

	@Test
	void shouldBindMetersOfEachListenerWhenThereIsARegistry() {
		this.runner.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("socket.listeners.admin.port=0")
			.run((context) -> assertThat(context.getBean(MeterRegistry.class).get("socket.server.listening").gauges())
				.extracting((gauge) -> gauge.getId().getTag("listener"), (gauge) -> gauge.value())
				.containsExactlyInAnyOrder(tuple("tcp", 1.0), tuple("admin", 1.0)));
	}

	@Test
	void shouldStartWhenThereIsNoRegistry() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ListenerMeters.class));
	}

	@Test
	void shouldBackOffWhenMicrometerIsNotOnTheClassPath() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("socketListenerMeters"));
	}

}
