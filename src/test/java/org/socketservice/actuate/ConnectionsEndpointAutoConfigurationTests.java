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
 * Tests for {@link ConnectionsEndpointAutoConfiguration}.
 */
class ConnectionsEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=connections";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				GatewayAutoConfiguration.class, ListenerAutoConfiguration.class,
				ConnectionsEndpointAutoConfiguration.class))
		.withPropertyValues("socket.listeners.tcp.port=0");

	@Test
	void shouldHaveTheEndpointAndItsExtensionWhenExposedOverHttp() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(ConnectionsEndpoint.class)
				.hasSingleBean(ConnectionsWebEndpointExtension.class));
	}

	@Test
	void shouldHaveNoExtensionWhenExposedOverJmxOnly() {
		this.runner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=connections")
			.run((context) -> assertThat(context).hasSingleBean(ConnectionsEndpoint.class)
				.doesNotHaveBean(ConnectionsWebEndpointExtension.class));
	}

	@Test
	void shouldBackOffWhenNotExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ConnectionsEndpoint.class)
			.doesNotHaveBean(ConnectionsWebEndpointExtension.class));
	}

	@Test
	void shouldBackOffWhenNoAccessIsGranted() {
		this.runner.withPropertyValues(EXPOSED, "management.endpoint.connections.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ConnectionsEndpoint.class)
				.doesNotHaveBean(ConnectionsWebEndpointExtension.class));
	}

	@Test
	void shouldBackOffWhenTheActuatorIsNotOnTheClassPath() {
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("connectionsEndpoint"));
	}

}
