package org.socketservice.properties;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.client.ClientsProperties;
import org.socketservice.listener.SocketProperties;
import org.socketservice.transport.EventLoopsProperties;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConversionFailureAnalyzer} and {@link ExpectedValue}, with the values
 * users get wrong.
 */
class ConversionFailureAnalyzerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					socket.listeners.a.port | abc | is not a whole number | write a whole number
					socket.listeners.a.port | 99999999999 | is not a whole number | write a whole number
					socket.listeners.a.backlog | '' | is not a whole number | write a whole number
					socket.listeners.a.service-type | x | is not a whole number | write a whole number
					socket.listeners.a.enabled | perhaps | is not true or false | write true or false
					socket.listeners.a.transport | tpc | is none of tcp, udp, unix, unix-datagram, unix-seqpacket, raw, rdm | did you mean tcp? Write one of tcp, udp, unix, unix-datagram, unix-seqpacket, raw, rdm
					socket.listeners.a.framing | lenght-1 | is none of line, crlf, nul, stx-etx, length-1, length-2, length-4, unframed | did you mean length-1? Write one of line, crlf
					socket.listeners.a.framing | json | is none of line, crlf | write one of line, crlf, nul, stx-etx, length-1, length-2, length-4, unframed
					socket.listeners.a.on-error | ignore | is none of reply, close | write one of reply, close
					socket.listeners.a.proxy-protocol.mode | v2 | is none of off, required | write one of off, required
					socket.listeners.a.ssl.client-auth | needed | is none of none, want, need | did you mean need? Write one of none, want, need
					socket.listeners.a.idle-timeout | soon | is not a duration | write a duration such as 500ms, 30s or 5m
					socket.listeners.a.idle-timeout | 5 minutes | is not a duration | write a duration such as 500ms, 30s or 5m
					socket.listeners.a.max-message-size | 64 kilobytes | is not a size | write a size such as 512B, 64KB or 1MB
					socket.listeners.a.send-buffer | 64kb | is not a size | write a size such as 512B, 64KB or 1MB
					socket.listeners.a.access.allow | 10.0.0.0/8,localhost | is no IPv4 or IPv6 address | CIDR block such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32
					socket.listeners.a.access.deny[0] | 10.0.0.1/8 | the block is 10.0.0.0/8 | write an address or CIDR block
					socket.listeners.a.proxy-protocol.trusted | 10.0.0.0/99 | no number from 0 to 32 | write an address or CIDR block
					socket.listeners.a.access.uids | root | is not a whole number | write a whole number
					socket.listeners.a.multicast-groups | 300.0.0.1.2..3 | is not an IPv4 or IPv6 address | write an IPv4 or IPv6 address
							socket.quiet-period | x | is not a duration | write a duration
					socket.clients.a.transport | upd | is none of tcp | did you mean udp?
					socket.event-loops.io | iouring2 | is none of auto, epoll, io_uring, nio | did you mean io_uring? Write one of auto, epoll, io_uring, nio
					""")
	void shouldSayWhatToWriteWhenValueIsNoneOfItsType(String property, String value, String reason, String remedy) {
		FailureAnalysis analysis = analyze(property + "=" + value);
		assertThat(analysis.getDescription()).startsWith("A property is wrong:")
			.contains("Property: " + property + System.lineSeparator())
			.contains("Value: \"" + value + "\"" + System.lineSeparator())
			.contains("Origin: \"" + property + "\" from property source \"test\"")
			.contains("Reason: ")
			.contains(reason)
			.doesNotContain("java.", "org.", "LENGTH_1");
		assertThat(analysis.getAction()).startsWith(property + ": ").contains(remedy).endsWith(".");
	}

	@Test
	void shouldLeaveItToOthersWhenPropertyIsNotOurs() {
		assertThat(new ConversionFailureAnalyzer().analyze(failure("other.number=x"))).isNull();
	}

	private static FailureAnalysis analyze(String property) {
		return Objects.requireNonNull(new ConversionFailureAnalyzer().analyze(failure(property)), "not analyzed");
	}

	private static Throwable failure(String property) {
		List<Throwable> failures = new ArrayList<>();
		Bound.checked(Config.class).withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			failures.add(Objects.requireNonNull(context.getStartupFailure()));
		});
		return failures.getFirst();
	}

	@ConfigurationProperties("other")
	record OtherProperties(int number) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ SocketProperties.class, ClientsProperties.class, EventLoopsProperties.class,
			OtherProperties.class })
	static class Config {

	}

}
