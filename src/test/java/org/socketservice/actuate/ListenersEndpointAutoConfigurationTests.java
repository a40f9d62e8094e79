package org.socketservice.actuate;

import org.junit.jupiter.api.Test;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenersEndpointAutoConfiguration}.
 */
class ListenersEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=listeners";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				GatewayAutoConfiguration.class, ListenerAutoConfiguration.class,
				ListenersEndpointAutoConfiguration.class))
		.withPropertyValues("socket.listeners.tcp.port=0");

	@Test
	void shouldHaveTheEndpointWhenExposed() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context.getBean(ListenersEndpoint.class).listeners().listeners())
				.containsOnlyKeys("tcp"));
	}

	@Test
	void shouldBackOffWhenNotExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ListenersEndpoint.class));
	}

	@Test
	void shouldBackOffWhenNoAccessIsGranted() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.listeners.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ListenersEndpoint.class));
	}

	@Test
	void shouldBackOffWhenTheActuatorIsNotOnTheClassPath() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("listenersEndpoint"));
	}

}
