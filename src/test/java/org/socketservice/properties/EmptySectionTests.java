package org.socketservice.properties;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.client.ClientsProperties;
import org.socketservice.listener.SocketProperties;
import org.socketservice.transport.EventLoopsProperties;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for sections without properties: YAML's {@code name:} and {@code name: {}} arrive
 * as empty texts.
 */
class EmptySectionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			socket.listeners | a name below it, and below that one of enabled, transport,
			socket.listeners.a | one of enabled, transport,
			socket.listeners.a.limits | one of max-connections, max-connections-per-address,
			socket.listeners.a.max-in-flight | one of messages, bytes below it
			socket.listeners.a.access | one of allow, deny, uids, gids below it
			socket.listeners.a.proxy-protocol | one of mode, trusted, timeout below it
			socket.listeners.a.ssl | one of bundle, client-auth, handshake-timeout below it
			socket.recovery | one of initial-delay, max-delay below it
			socket.shutdown | one of grace-period below it
			socket.limits | one of queued-replies below it
			socket.access-log | one of enabled below it
			socket.event-loops | one of io, threads, blocked-after below it
			socket.clients | a name below it, and below that one of transport, host,
			socket.clients.a | one of transport, host,
			socket.clients.a.ssl | one of bundle below it
			""")
	void shouldRefuseWhenSectionHasAValue(String section, String remedy) {
		assertThat(Bound.wrong(Config.class, section + "=9999")).singleElement().satisfies((found) -> {
			assertThat(found.property()).isEqualTo(section);
			assertThat(found.value()).isEqualTo("9999");
			assertThat(found.origin()).isEqualTo("\"" + section + "\" from property source \"test\"");
			assertThat(found.reason()).isEqualTo("properties go below this one; it has no value of its own");
			assertThat(found.remedy()).startsWith("remove the value and write " + remedy);
		});
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
	@EnableConfigurationProperties({ SocketProperties.class, ClientsProperties.class, EventLoopsProperties.class })
	static class Config {

	}

}
