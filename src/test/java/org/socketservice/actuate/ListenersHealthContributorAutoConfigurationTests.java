package org.socketservice.actuate;

import org.junit.jupiter.api.Test;
import org.socketservice.gateway.GatewayAutoConfiguration;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.transport.EventLoopsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenersHealthContributorAutoConfiguration}.
 */
class ListenersHealthContributorAutoConfigurationTests {

	private static final String BEAN = "listenersHealthContributor";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, EventLoopsAutoConfiguration.class,
				GatewayAutoConfiguration.class, ListenerAutoConfiguration.class,
				ListenersHealthContributorAutoConfiguration.class))
		.withPropertyValues("socket.listeners.tcp.port=0");

	private final ApplicationContextRunner withEndpoint = this.runner
		.withConfiguration(AutoConfigurations.of(HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=health");

	@Test
	void shouldHaveAnEntryPerListenerWhenThereAreSeveral() {
		this.runner
			.withPropertyValues("socket.listeners.admin.port=0", "socket.listeners.off.port=0",
					"socket.listeners.off.enabled=false")
			.run((context) -> {
				CompositeHealthContributor listeners = context.getBean(BEAN, CompositeHealthContributor.class);
				assertThat(listeners.stream().map(HealthContributors.Entry::name)).containsExactly("admin", "tcp");
				assertThat(listeners.getContributor("tcp")).isInstanceOfSatisfying(HealthIndicator.class,
						(tcp) -> assertThat(tcp.health()).extracting("status").isEqualTo(Status.UP));
			});
	}

	@Test
	void shouldBeTheComponentListenersWhenThereIsAHealthEndpoint() {
		this.withEndpoint
			.run((context) -> assertThat(context.getBean(HealthEndpoint.class).healthForPath("listeners", "tcp"))
				.isInstanceOfSatisfying(IndicatedHealthDescriptor.class,
						(tcp) -> assertThat(tcp.getStatus()).isEqualTo(Status.UP)));
	}

	@Test
	void shouldStartWhenNoListenerIsEnabled() {
		this.withEndpoint.withPropertyValues("socket.listeners.tcp.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().hasBean(BEAN);
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void shouldBackOffWhenDisabled() {
		this.runner.withPropertyValues("management.health.listeners.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BEAN));
	}

	@Test
	void shouldBackOffWhenTheUserHasOne() {
		HealthIndicator own = () -> null;
		this.runner.withBean("listenersHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BEAN));
	}

	@Test
	void shouldBackOffWhenThereAreNoListeners() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ListenersHealthContributorAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BEAN));
	}

	@Test
	void shouldBackOffWhenHealthIsNotOnTheClassPath() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BEAN));
	}

}
