package org.socketservice.listener;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.properties.Bound;
import org.socketservice.properties.InvalidProperty;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerRules} and what it is made of, for one listener named
 * {@code a}.
 */
class ListenerRulesTests {

	/**
	 * Properties of listener {@code a}, separated by semicolons.
	 */
	static List<InvalidProperty> wrong(String properties) {
		return Bound.wrong(Config.class,
				Arrays.stream(properties.split(";"))
					.map((property) -> "socket.listeners.a." + property.strip())
					.toArray(String[]::new));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					port=70000 | port | 70000 | is no port | 1 to 65535
					port=-1 | port | -1 | is no port | 0 for any free port
					transport=udp | port | | udp has no default port | 0 for any free port
					address=127.0.0.1:80 | address | 127.0.0.1:80 | no host name | socket.listeners.a.port
					address=[::1]:80 | address | [::1]:80 | no host name | socket.listeners.a.port
					address=* | address | * | no host name | write an address or a host name
					address=300.1.1.1 | address | 300.1.1.1 | no host name | write an address or a host name
					address=http://x | address | http://x | no host name | without scheme and port
					transport=unix | path | | a listener on unix needs a path | @name
					transport=unix; path=@ | path | @ | no name behind the @ | @name
					transport=unix; path=/run/ | path | /run/ | no path of a file | path of the socket file
					transport=unix; path=/a; permissions=660 | permissions | 660 | does not say who | rw-rw----
					transport=unix; path=/a; permissions=rwrwrwrwr | permissions | rwrwrwrwr | does not say who | nine characters
					transport=unix; path=@a; permissions=rw-rw---- | permissions | rw-rw---- | abstract namespace | socket.listeners.a.access.uids
					transport=udp; port=1; multicast-groups=224.0.0.1,10.0.0.1 | multicast-groups | 224.0.0.1,10.0.0.1 | 10.0.0.1 is no multicast address | 224.0.0.0
					transport=udp; port=1; multicast-groups[0]=::1 | multicast-groups[0] | ::1 | no multicast address | ff00::/8
					transport=raw; protocol=0 | protocol | 0 | from 1 to 254 | from 1 to 254
					transport=raw; protocol=255 | protocol | 255 | from 1 to 254 | from 1 to 254
					transport=rdm; instance=1 | service-type | | needs a TIPC service type | from 64
					transport=rdm; service-type=64 | instance | | needs a TIPC service type and instance | from 0
					transport=rdm; instance=1; service-type=63 | service-type | 63 | from 64 to 4294967295 | from 64
					transport=rdm; instance=4294967296; service-type=64 | instance | 4294967296 | from 0 to 4294967295 | from 0
					backlog=0 | backlog | 0 | at least 1 | at least 1
					quiet-period=-1ms | quiet-period | -1ms | cannot be negative | 0 means off
					quiet-period=1s; framing=nul | quiet-period | 1s | only framing line | socket.listeners.a.framing to line
					idle-timeout=-5s | idle-timeout | -5s | cannot be negative | 0 means never
					idle-timeout=300000d | idle-timeout | 300000d | longer than 36500 days | shorter
					message-timeout=-5s | message-timeout | -5s | cannot be negative | 0 means never
					reply-timeout=-5s | reply-timeout | -5s | cannot be negative | 0 means never
					linger=-1 | linger | -1 | cannot be negative | 0 means to close at once
					max-message-size=0 | max-message-size | 0 | at least one byte | 64KB
					max-message-size=-1KB | max-message-size | -1KB | at least one byte | 64KB
					max-message-size=256B; framing=length-1 | max-message-size | 256B | 255 bytes a message can have with this framing | at most 255B
					max-message-size=64KB; framing=length-2 | max-message-size | 64KB | 65535 bytes | at most 65535B
					max-message-size=3GB; max-in-flight.bytes=3GB | max-message-size | 3GB | 2147483639 bytes | at most 2147483639B
					max-message-size=64KB; transport=udp; port=1 | max-message-size | 64KB | 65527 bytes a message can have with this transport | at most 65527B
					max-in-flight.messages=0 | max-in-flight.messages | 0 | at least 1 | at least 1
					max-in-flight.bytes=0 | max-in-flight.bytes | 0 | at least one byte | 1MB
					max-in-flight.bytes=1KB | max-in-flight.bytes | 1KB | one message of socket.listeners.a.max-message-size, 65536 bytes | a smaller socket.listeners.a.max-message-size
					send-buffer=0 | send-buffer | 0 | at least one byte | 64KB
					receive-buffer=-1 | receive-buffer | -1 | at least one byte | 64KB
					receive-buffer=4GB | receive-buffer | 4GB | 2147483647 bytes setsockopt(2) takes | at most 2147483647B
					limits.max-connections=0 | limits.max-connections | 0 | at least 1 | at least 1
					limits.max-connections-per-address=-1 | limits.max-connections-per-address | -1 | at least 0 | at least 0
					limits.connections-per-second=-1 | limits.connections-per-second | -1 | at least 0 | at least 0
					limits.messages-per-second=-1 | limits.messages-per-second | -1 | at least 0 | at least 0
					transport=unix; path=/a; access.uids=0,-1 | access.uids | 0,-1 | from 0 to 4294967294 | from 0
					transport=unix; path=/a; access.gids=-1 | access.gids | -1 | from 0 to 4294967294 | from 0
					transport=unix; path=/a; access.uids[0]=-1 | access.uids[0] | -1 | from 0 to 4294967294 | from 0
					proxy-protocol.mode=required | proxy-protocol.trusted | | pretend to be a proxy | 10.0.0.0/8
					proxy-protocol.timeout=-1s | proxy-protocol.timeout | -1s | cannot be negative | 0 means forever
					ssl.client-auth=need | ssl.client-auth | need | there is no TLS | socket.listeners.a.ssl.bundle
					ssl.handshake-timeout=-1s | ssl.handshake-timeout | -1s | cannot be negative | 0 means forever
					transport=udp; port=1; on-error=close | on-error | close | no connections to close | write reply
					""")
	void shouldRefuseWhenRuleIsBroken(String properties, String property, String value, String reason, String remedy) {
		assertThat(wrong(properties)).singleElement().satisfies((found) -> {
			assertThat(found.property()).isEqualTo("socket.listeners.a." + property);
			assertThat(found.value()).isEqualTo(value);
			assertThat(found.reason()).contains(reason);
			assertThat(found.remedy()).contains(remedy);
			assertThat(found.origin() == null).isEqualTo(value == null);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			port=1 | unix; unix-datagram; unix-seqpacket; raw; rdm | tcp or udp
			address=::1 | unix; unix-datagram; unix-seqpacket; rdm | tcp or udp or raw
			path=/a | tcp; udp; raw; rdm | unix or unix-datagram or unix-seqpacket
			permissions=rw-rw---- | tcp; udp; raw; rdm | unix or unix-datagram or unix-seqpacket
			protocol=253 | tcp; udp; unix; unix-datagram; unix-seqpacket; rdm | raw
			service-type=64 | tcp; udp; unix; unix-datagram; unix-seqpacket; raw | rdm
			instance=1 | tcp; udp; unix; unix-datagram; unix-seqpacket; raw | rdm
			multicast-groups=224.0.0.1 | tcp; unix; unix-datagram; unix-seqpacket; raw; rdm | udp
			multicast-groups[0]=224.0.0.1 | tcp | udp
			backlog=1024 | udp; unix-datagram; raw; rdm | tcp or unix or unix-seqpacket
			framing=line | udp; unix-datagram; unix-seqpacket; raw; rdm | tcp or unix
			quiet-period=1s | udp; unix-datagram; unix-seqpacket; raw; rdm | tcp or unix
			message-timeout=1s | udp; unix-datagram; unix-seqpacket; raw; rdm | tcp or unix
			idle-timeout=1s | udp; unix-datagram; raw; rdm | tcp or unix or unix-seqpacket
			linger=1s | udp; unix-datagram; raw; rdm | tcp or unix or unix-seqpacket
			tcp-no-delay=true | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			keep-alive=true | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			limits.max-connections=1 | udp; unix-datagram; raw; rdm | tcp or unix or unix-seqpacket
			limits.max-connections-per-address=1 | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			limits.connections-per-second=1 | udp; unix-datagram; raw; rdm | tcp or unix or unix-seqpacket
			access.allow=::1 | unix; unix-datagram; unix-seqpacket; rdm | tcp or udp or raw
			access.deny[0]=::1 | unix; unix-datagram; unix-seqpacket; rdm | tcp or udp or raw
			access.uids=1 | tcp; udp; unix-datagram; raw; rdm | unix or unix-seqpacket
			access.gids=1 | tcp; udp; unix-datagram; raw; rdm | unix or unix-seqpacket
			proxy-protocol.mode=off | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			proxy-protocol.trusted=::1 | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			proxy-protocol.timeout=1s | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			ssl.bundle=x | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			ssl.client-auth=none | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			ssl.handshake-timeout=1s | udp; unix; unix-datagram; unix-seqpacket; raw; rdm | tcp
			""")
	void shouldRefuseWhenPropertyMeansNothingOnTransport(String written, String transports, String meaningful) {
		String property = written.substring(0, written.indexOf('=')).replace("[0]", "");
		for (String transport : StringUtils.tokenizeToStringArray(transports, ";")) {
			assertThat(wrong(complete(transport) + ";" + written)).singleElement().satisfies((found) -> {
				assertThat(found.property()).isEqualTo("socket.listeners.a." + property);
				assertThat(found.value()).isEqualTo(written.substring(written.indexOf('=') + 1));
				assertThat(found.reason()).isEqualTo("means nothing on transport " + transport);
				assertThat(found.remedy()).isEqualTo("remove it, or set socket.listeners.a.transport to " + meaningful);
			});
		}
	}

	private static String complete(String transport) {
		return "transport=" + transport + switch (transport) {
			case "udp" -> ";port=1";
			case "unix", "unix-datagram", "unix-seqpacket" -> ";path=/run/a";
			case "rdm" -> ";service-type=64;instance=0";
			default -> "";
		};
	}

	@ParameterizedTest
	@ValueSource(strings = { "port=0", "port=65535", "address=0.0.0.0", "address=::1", "address=[::1]",
			"address=localhost", "address=my-host_1.example.org", "address=fe80::1%1",
			"transport=udp; port=5; multicast-groups=239.1.2.3,ff02::1", "transport=unix; path=@a",
			"transport=unix; path=run/a.sock; permissions=rw-rw-rw-; access.uids=0,4294967294",
			"transport=unix-datagram; path=/a", "transport=unix-seqpacket; path=/a; max-message-size=1MB",
			"transport=raw; protocol=1; address=::", "transport=rdm; service-type=64; instance=0", "framing=length-1",
			"framing=length-1; max-message-size=255B", "framing=length-2; max-message-size=65535",
			"framing=nul; quiet-period=0", "max-message-size=1B", "max-message-size=5MB",
			"max-message-size=2147483639; max-in-flight.bytes=2147483639", "backlog=1",
			"max-in-flight.messages=1; max-in-flight.bytes=64KB",
			"idle-timeout=0; message-timeout=0; reply-timeout=0; linger=0; quiet-period=0",
			"limits.max-connections=1; limits.max-connections-per-address=0",
			"proxy-protocol.mode=required; proxy-protocol.trusted=10.0.0.0/8", "proxy-protocol.mode=off",
			"ssl.bundle=web; ssl.client-auth=want", "on-error=close", "framing=; path=; ssl.bundle=" })
	void shouldAcceptWhenNoRuleIsBroken(String properties) {
		assertThat(wrong(properties)).isEmpty();
	}

	@Test
	void shouldRefuseWhenPathIsLongerThanTheKernelTakes() {
		String longest = "/" + "x".repeat(106);
		assertThat(wrong("transport=unix; path=" + longest)).isEmpty();
		assertThat(wrong("transport=unix; path=@" + "x".repeat(107))).isEmpty();
		assertThat(wrong("transport=unix; path=@" + "x".repeat(108))).hasSize(1);
		assertThat(wrong("transport=unix; path=" + longest.replace("x".repeat(106), "ä".repeat(54)))).singleElement()
			.satisfies((found) -> {
				assertThat(found.property()).isEqualTo("socket.listeners.a.path");
				assertThat(found.reason()).isEqualTo("is 109 bytes long; the kernel takes 107 (unix(7))");
				assertThat(found.remedy()).contains("shorter path");
			});
	}

	@Test
	void shouldTellEverythingWhenSeveralRulesAreBroken() {
		assertThat(wrong("port=70000; backlog=0; linger=-1s")).extracting(InvalidProperty::property)
			.containsExactlyInAnyOrder("socket.listeners.a.port", "socket.listeners.a.backlog",
					"socket.listeners.a.linger");
	}

	@Test
	void shouldCheckWhenListenerIsDisabled() {
		assertThat(wrong("enabled=false; port=70000")).extracting(InvalidProperty::property)
			.containsExactly("socket.listeners.a.port");
	}

	static Stream<String> names() {
		return Stream.of("Echo", "1st", "my-echo", "my_echo", "écho");
	}

	@ParameterizedTest
	@org.junit.jupiter.params.provider.MethodSource("names")
	void shouldRefuseWhenNameIsNone(String name) {
		assertThat(Bound.wrong(Config.class, "socket.listeners[" + name + "].backlog=0")).singleElement()
			.satisfies((found) -> {
				assertThat(found.property()).isEqualTo("socket.listeners");
				assertThat(found.value()).isEqualTo(name);
				assertThat(found.reason()).isEqualTo("\"" + name + "\" is no name");
				assertThat(found.remedy()).contains("lower-case letter");
			});
	}

	/**
	 * Binds the listeners and makes none.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(SocketProperties.class)
	static class Config {

	}

}
