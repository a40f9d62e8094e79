package org.socketservice.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.framing.Framing;
import org.socketservice.properties.Bound;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.Metadata;
import org.socketservice.transport.Transport;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientsProperties}, {@link ClientProperties} and {@link ClientRules}.
 */
class ClientsPropertiesTests {

	/**
	 * One property.
	 */
	record Property(String name, Function<ClientProperties, @Nullable Object> accessor, @Nullable Object byDefault,
			String written, Object mapped) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	static Stream<Property> properties() {
		return Stream.of(
				new Property("transport", ClientProperties::transport, Transport.TCP, "unix-seqpacket",
						Transport.UNIX_SEQPACKET),
				new Property("host", ClientProperties::host, "127.0.0.1", "example.org", "example.org"),
				new Property("port", ClientProperties::port, 9999, "1", 1),
				new Property("path", ClientProperties::path, null, "@server", "@server"),
				new Property("protocol", ClientProperties::protocol, 253, "254", 254),
				new Property("service-type", ClientProperties::serviceType, null, "18888", 18888L),
				new Property("instance", ClientProperties::instance, null, "17", 17L),
				new Property("framing", ClientProperties::framing, Framing.LINE, "stx-etx", Framing.STX_ETX),
				new Property("max-message-size", ClientProperties::maxMessageSize, DataSize.ofKilobytes(64), "1MB",
						DataSize.ofMegabytes(1)),
				new Property("connect-timeout", ClientProperties::connectTimeout, Duration.ofSeconds(5), "1s",
						Duration.ofSeconds(1)),
				new Property("reply-timeout", ClientProperties::replyTimeout, Duration.ofSeconds(10), "2s",
						Duration.ofSeconds(2)),
				new Property("idle-timeout", ClientProperties::idleTimeout, Duration.ofMinutes(1), "0", Duration.ZERO),
				new Property("pool-size", ClientProperties::poolSize, 8, "1", 1),
				new Property("ssl.bundle", (client) -> client.ssl().bundle(), null, "web", "web"));
	}

	private static ClientProperties bind(String... properties) {
		String[] full = Stream.of(properties).map((property) -> "a." + property).toArray(String[]::new);
		return Bound.to("a", ClientProperties.class, full);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldHaveDefaultWhenNotSet(Property property) {
		assertThat(property.accessor().apply(bind())).isEqualTo(property.byDefault());
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldMapWhenSet(Property property) {
		ClientProperties bound = bind(property.name() + "=" + property.written());
		assertThat(property.accessor().apply(bound)).isEqualTo(property.mapped()).isNotEqualTo(property.byDefault());
	}

	@Test
	void shouldBeTestedWhenItIsInTheMetadata() {
		assertThat(properties().map(Property::name)).containsExactlyInAnyOrderElementsOf(
				Metadata.ofType(ClientProperties.class).stream().map(Metadata.Entry::name).toList());
	}

	@Test
	void shouldBeUnsetWhenEmpty() {
		assertThat(bind("host=", "path=", "ssl.bundle=")).isEqualTo(bind());
	}

	@Test
	void shouldLowerDefaultMessageSizeWhenFramingCarriesLess() {
		assertThat(bind("framing=length-1").effectiveMaxMessageSize()).isEqualTo(DataSize.ofBytes(255));
		assertThat(bind("max-message-size=5KB").effectiveMaxMessageSize()).isEqualTo(DataSize.ofKilobytes(5));
	}

	@Test
	void shouldKeepOrderWhenSeveralAreDeclared() {
		assertThat(Bound.to("socket", ClientsProperties.class).clients()).isEmpty();
		assertThat(Bound.to("socket", ClientsProperties.class, "socket.clients.b.port=1", "socket.clients.a.port=2")
			.clients()).containsOnlyKeys("a", "b");
	}

	/**
	 * Properties of client {@code a}, separated by semicolons.
	 */
	private static List<InvalidProperty> wrong(String properties) {
		return Bound.wrong(Config.class,
				Arrays.stream(properties.split(";"))
					.map((property) -> "socket.clients.a." + property.strip())
					.toArray(String[]::new));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					port=0 | port | 0 | from 1 to 65535 | from 1 to 65535
					port=70000 | port | 70000 | from 1 to 65535 | from 1 to 65535
					host=a:1 | host | a:1 | no host name | socket.clients.a.port
					transport=unix | path | | a client on unix needs a path | @name
					transport=unix; path=@ | path | @ | no name behind the @ | @name
					transport=unix; path=/a; host=b | host | b | means nothing on transport unix | tcp, udp or raw
					transport=unix; path=/a; port=1 | port | 1 | means nothing on transport unix | tcp or udp
					transport=unix; path=/a; ssl.bundle=x | ssl.bundle | x | means nothing on transport unix | to tcp
					path=/a | path | /a | means nothing on transport tcp | unix
					transport=udp; framing=line | framing | line | means nothing on transport udp | tcp or unix
					protocol=253 | protocol | 253 | means nothing on transport tcp | to raw
					service-type=18888 | service-type | 18888 | means nothing on transport tcp | to rdm
					transport=raw; port=1 | port | 1 | means nothing on transport raw | tcp or udp
					transport=raw; host=a:1 | host | a:1 | no host name | socket.clients.a.port
					transport=raw; protocol=0 | protocol | 0 | from 1 to 254 | from 1 to 254
					transport=raw; protocol=255 | protocol | 255 | from 1 to 254 | from 1 to 254
					transport=raw; instance=1 | instance | 1 | means nothing on transport raw | to rdm
					transport=raw; pool-size=2 | pool-size | 2 | hears the replies to all of them | remove it, or write 1
					transport=raw; max-message-size=64KB | max-message-size | 64KB | 65515 bytes a message can have with this transport | at most 65515B
					transport=rdm; service-type=18888 | instance | | a client on rdm needs a TIPC service type and instance | from 0 to 4294967295
					transport=rdm; instance=17 | service-type | | a client on rdm needs a TIPC service type and instance | from 64 to 4294967295
					transport=rdm; service-type=63; instance=17 | service-type | 63 | from 64 to 4294967295 | from 64 to 4294967295
					transport=rdm; service-type=64; instance=-1 | instance | -1 | from 0 to 4294967295 | from 0 to 4294967295
					transport=rdm; service-type=64; instance=0; host=b | host | b | means nothing on transport rdm | tcp, udp or raw
					connect-timeout=-1s | connect-timeout | -1s | cannot be negative | 0 means what the kernel does
					reply-timeout=-1s | reply-timeout | -1s | cannot be negative | 0 means forever
					idle-timeout=-1s | idle-timeout | -1s | cannot be negative | 0 means never
					pool-size=0 | pool-size | 0 | at least 1 | at least 1
					max-message-size=0 | max-message-size | 0 | at least one byte | 64KB
					max-message-size=1KB; framing=length-1 | max-message-size | 1KB | 255 bytes a message can have with this framing | at most 255B
					prot=1 | prot | 1 | there is no property prot below socket.clients.a | socket.clients.a.port
					""")
	void shouldRefuseWhenRuleIsBroken(String properties, String property, String value, String reason, String remedy) {
		assertThat(wrong(properties)).singleElement().satisfies((found) -> {
			assertThat(found.property()).isEqualTo("socket.clients.a." + property);
			assertThat(found.value()).isEqualTo(value);
			assertThat(found.reason()).contains(reason);
			assertThat(found.remedy()).contains(remedy);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "port=65535", "host=::1", "transport=unix; path=@a", "transport=udp; port=5",
			"transport=unix-seqpacket; path=/a", "transport=raw; host=::1; protocol=254; pool-size=1",
			"transport=rdm; service-type=4294967295; instance=0", "framing=length-1",
			"connect-timeout=0; reply-timeout=0", "ssl.bundle=web" })
	void shouldAcceptWhenNoRuleIsBroken(String properties) {
		assertThat(wrong(properties)).isEmpty();
	}

	@Test
	void shouldRefuseWhenNameIsNone() {
		assertThat(Bound.wrong(Config.class, "socket.clients.A.port=0")).singleElement()
			.satisfies((found) -> assertThat(found.reason()).isEqualTo("\"A\" is no name"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(ClientsProperties.class)
	static class Config {

	}

}
