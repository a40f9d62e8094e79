package org.socketservice.listener;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.properties.Bound;
import org.socketservice.properties.InvalidProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketRules} and {@link AddressConflicts}.
 */
class SocketRulesTests {

	/**
	 * Properties, separated by semicolons; {@code a.} and {@code b.} are listeners.
	 */
	private static List<InvalidProperty> wrong(String properties) {
		return Bound.wrong(ListenerRulesTests.Config.class,
				Arrays.stream(properties.split(";"))
					.map(String::strip)
					.map((property) -> property.matches("[ab]\\..*") ? "socket.listeners." + property : property)
					.toArray(String[]::new));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					socket.quiet-period=-1s | socket.quiet-period | -1s | cannot be negative | 0 means off
					socket.shutdown.grace-period=-1s | socket.shutdown.grace-period | -1s | cannot be negative | 0 means to cut
					socket.shutdown.grace-period=30s | socket.shutdown.grace-period | 30s | not below spring.lifecycle.timeout-per-shutdown-phase, 30000ms | a longer spring.lifecycle.timeout-per-shutdown-phase
					socket.shutdown.grace-period=5s; spring.lifecycle.timeout-per-shutdown-phase=4s | socket.shutdown.grace-period | 5s | 4000ms | write a shorter duration
					socket.recovery.initial-delay=0 | socket.recovery.initial-delay | 0 | less than a millisecond | 500ms
					socket.recovery.initial-delay=-1s | socket.recovery.initial-delay | -1s | less than a millisecond | 500ms
					socket.recovery.max-delay=999ms | socket.recovery.max-delay | 999ms | less than socket.recovery.initial-delay, 1000ms | write at least that
					""")
	void shouldRefuseWhenRuleIsBroken(String properties, String property, String value, String reason, String remedy) {
		assertThat(wrong(properties)).singleElement().satisfies((found) -> {
			assertThat(found.property()).isEqualTo(property);
			assertThat(found.value()).isEqualTo(value);
			assertThat(found.reason()).contains(reason);
			assertThat(found.remedy()).contains(remedy);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a.backlog=5; b.backlog=5 | port | 9999 | listener a has the same port (the default)
			a.port=5; b.port=5 | port | 5 | listener a has the same port on an address
			a.port=9999; b.backlog=1 | port | 9999 | the same port (the default)
			a.address=::1; a.port=5; b.port=5 | port | 5 | listener a
			a.port=5; b.address=127.0.0.1; b.port=5 | port | 5 | listener a
			a.address=::; a.port=5; b.address=127.0.0.1; b.port=5 | port | 5 | listener a
			a.address=0.0.0.0; a.port=5; b.address=127.0.0.1; b.port=5 | port | 5 | listener a
			a.address=0:0::1; a.port=5; b.address=[::1]; b.port=5 | port | 5 | listener a
			a.address=localhost; a.port=5; b.address=LOCALHOST; b.port=5 | port | 5 | listener a
			a.transport=udp; a.port=5; b.transport=udp; b.port=5 | port | 5 | listener a
			a.transport=unix; a.path=/run/./x; b.transport=unix; b.path=/run/x | path | /run/x | the path of listener a
			a.transport=unix; a.path=@x; b.transport=unix; b.path=@x | path | @x | the path of listener a
			a.transport=unix; a.path=/x; b.transport=unix-datagram; b.path=/x | path | /x | the path of listener a
			a.transport=raw; b.transport=raw | protocol | 253 | listener a has the same protocol
			""")
	void shouldRefuseWhenListenersWantTheSamePlace(String properties, String property, String value, String reason) {
		assertThat(wrong(properties)).singleElement().satisfies((found) -> {
			assertThat(found.property()).isEqualTo("socket.listeners.b." + property);
			assertThat(found.value()).isEqualTo(value);
			assertThat(found.reason()).contains(reason);
			assertThat(found.remedy()).contains("another " + property)
				.contains("set socket.listeners.b.enabled to false");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.port=0; b.port=0", "a.port=5; b.port=6", "a.port=5; b.port=5; b.enabled=false",
			"a.port=5; b.transport=udp; b.port=5", "a.address=127.0.0.1; a.port=5; b.address=127.0.0.2; b.port=5",
			"a.address=0.0.0.0; a.port=5; b.address=::1; b.port=5",
			"a.address=host1; a.port=5; b.address=host2; b.port=5",
			"a.transport=unix; a.path=@x; b.transport=unix; b.path=x",
			"a.transport=raw; b.transport=raw; b.protocol=254",
			"a.transport=unix; a.path=/x; b.transport=rdm; b.service-type=64; b.instance=0",
			"socket.shutdown.grace-period=0; spring.lifecycle.timeout-per-shutdown-phase=0",
			"socket.shutdown.grace-period=29999ms",
			"socket.shutdown.grace-period=1m; spring.lifecycle.timeout-per-shutdown-phase=61s",
			"socket.recovery.initial-delay=1ms; socket.recovery.max-delay=1ms" })
	void shouldAcceptWhenNoRuleIsBroken(String properties) {
		assertThat(wrong(properties)).isEmpty();
	}

}
