package org.socketservice.properties;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.client.ClientsProperties;
import org.socketservice.listener.SocketProperties;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sections without properties: YAML's {@code name:} and {@code name: {}} arrive
 * as empty texts.
 */
class EmptySectionTests {

	@ParameterizedTest
	@ValueSource(strings = { "socket.listeners", "socket.listeners.a", "socket.listeners.a.limits", "socket.recovery",
			"socket.clients", "socket.clients.a" })
	void shouldRefuseWhenSectionHasAValue(String section) {
		assertThat(Bound.wrong(Config.class, section + "=9999"))
			.containsExactly(new InvalidProperty(section, "9999", "\"" + section + "\" from property source \"test\"",
					"properties go below this one; it has no value of its own",
					"write a property below it instead of a value"));
	}

	@Test
	void shouldHaveDefaultsWhenListenerIsEmpty() {
		Bound.checked(Config.class).withPropertyValues("socket.listeners.a=", "socket.clients.b=").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(SocketProperties.class).effectiveListeners()).containsOnlyKeys("a")
				.allSatisfy((name, listener) -> assertThat(listener.effectivePort()).isEqualTo(9999));
			assertThat(context.getBean(ClientsProperties.class).clients()).containsOnlyKeys("b")
				.allSatisfy((name, client) -> assertThat(client.poolSize()).isEqualTo(8));
		});
	}

	@Test
	void shouldKeepTheRestWhenOneSectionIsEmpty() {
		Bound.checked(Config.class)
			.withPropertyValues("socket.listeners.a.limits=", "socket.listeners.a.backlog=7", "socket.shutdown=")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				SocketProperties properties = context.getBean(SocketProperties.class);
				assertThat(properties.shutdown().gracePeriod()).hasSeconds(8);
				assertThat(List.copyOf(properties.listeners().values())).singleElement().satisfies((listener) -> {
					assertThat(listener.backlog()).isEqualTo(7);
					assertThat(listener.limits().maxConnections()).isEqualTo(10_000);
				});
			});
	}

	@Test
	void shouldListenByDefaultWhenNoListenerIsBelow() {
		Bound.checked(Config.class)
			.withPropertyValues("socket.listeners=", "socket.clients=")
			.run((context) -> assertThat(context.getBean(SocketProperties.class).effectiveListeners())
				.containsOnlyKeys("tcp"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ SocketProperties.class, ClientsProperties.class })
	static class Config {

	}

}
