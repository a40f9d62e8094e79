package org.socketservice.listener;

import java.net.InetAddress;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.connection.Cidr;
import org.socketservice.framing.Framing;
import org.socketservice.listener.ListenerProperties.OnError;
import org.socketservice.listener.ListenerProperties.ProxyProtocol.Mode;
import org.socketservice.listener.ListenerProperties.Ssl.ClientAuth;
import org.socketservice.properties.Bound;
import org.socketservice.properties.Metadata;
import org.socketservice.transport.Transport;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ListenerProperties}: every property's default and its mapping.
 */
class ListenerPropertiesTests {

	private static final String PREFIX = "socket.listeners.test";

	/**
	 * One property.
	 */
	record Property(String name, Function<ListenerProperties, @Nullable Object> accessor, @Nullable Object byDefault,
			String written, Object mapped) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	static Stream<Property> properties() throws Exception {
		return Stream.of(new Property("enabled", ListenerProperties::enabled, true, "false", false),
				new Property("transport", ListenerProperties::transport, Transport.TCP, "unix-datagram",
						Transport.UNIX_DATAGRAM),
				new Property("address", ListenerProperties::address, null, "::1", "::1"),
				new Property("port", ListenerProperties::port, null, "7777", 7777),
				new Property("path", ListenerProperties::path, null, "/run/a.sock", "/run/a.sock"),
				new Property("permissions", ListenerProperties::permissions, "rw-rw----", "rw-rw-rw-", "rw-rw-rw-"),
				new Property("protocol", ListenerProperties::protocol, 253, "254", 254),
				new Property("service-type", ListenerProperties::serviceType, null, "4294967295", 4294967295L),
				new Property("instance", ListenerProperties::instance, null, "17", 17L),
				new Property("multicast-groups", ListenerProperties::multicastGroups, List.of(), "239.1.2.3,ff02::5",
						List.of(InetAddress.ofLiteral("239.1.2.3"), InetAddress.ofLiteral("ff02::5"))),
				new Property("backlog", ListenerProperties::backlog, 1024, "5", 5),
				new Property("framing", ListenerProperties::framing, Framing.LINE, "length-2", Framing.LENGTH_2),
				new Property("quiet-period", ListenerProperties::quietPeriod, null, "250ms", Duration.ofMillis(250)),
				new Property("max-message-size", ListenerProperties::maxMessageSize, DataSize.ofKilobytes(64), "2MB",
						DataSize.ofMegabytes(2)),
				new Property("max-in-flight.messages", (listener) -> listener.maxInFlight().messages(), 1024, "7", 7),
				new Property("max-in-flight.bytes", (listener) -> listener.maxInFlight().bytes(),
						DataSize.ofMegabytes(1), "128KB", DataSize.ofKilobytes(128)),
				new Property("idle-timeout", ListenerProperties::idleTimeout, Duration.ofMinutes(5), "0",
						Duration.ZERO),
				new Property("message-timeout", ListenerProperties::messageTimeout, Duration.ofSeconds(30), "1m",
						Duration.ofMinutes(1)),
				new Property("reply-timeout", ListenerProperties::replyTimeout, Duration.ofSeconds(10), "1500",
						Duration.ofMillis(1500)),
				new Property("on-error", ListenerProperties::onError, OnError.REPLY, "close", OnError.CLOSE),
				new Property("linger", ListenerProperties::linger, Duration.ofSeconds(2), "3s", Duration.ofSeconds(3)),
				new Property("tcp-no-delay", ListenerProperties::tcpNoDelay, true, "false", false),
				new Property("keep-alive", ListenerProperties::keepAlive, true, "off", false),
				new Property("send-buffer", ListenerProperties::sendBuffer, null, "256KB", DataSize.ofKilobytes(256)),
				new Property("receive-buffer", ListenerProperties::receiveBuffer, null, "4096", DataSize.ofBytes(4096)),
				new Property("limits.max-connections", (listener) -> listener.limits().maxConnections(), 10_000, "3",
						3),
				new Property("limits.max-connections-per-address",
						(listener) -> listener.limits().maxConnectionsPerAddress(), 0, "4", 4),
				new Property("limits.connections-per-second", (listener) -> listener.limits().connectionsPerSecond(), 0,
						"5", 5),
				new Property("limits.messages-per-second", (listener) -> listener.limits().messagesPerSecond(), 0, "6",
						6),
				new Property("limits.dry-run", (listener) -> listener.limits().dryRun(), false, "true", true),
				new Property("access.allow", (listener) -> listener.access().allow(), List.of(),
						"10.0.0.0/8,2001:db8::/32", List.of(Cidr.of("10.0.0.0/8"), Cidr.of("2001:db8::/32"))),
				new Property("access.deny", (listener) -> listener.access().deny(), List.of(), "192.0.2.7",
						List.of(Cidr.of("192.0.2.7/32"))),
				new Property("access.uids", (listener) -> listener.access().uids(), List.of(), "0,1000",
						List.of(0L, 1000L)),
				new Property("access.gids", (listener) -> listener.access().gids(), List.of(), "0,100",
						List.of(0L, 100L)),
				new Property("proxy-protocol.mode", (listener) -> listener.proxyProtocol().mode(), Mode.OFF, "required",
						Mode.REQUIRED),
				new Property("proxy-protocol.trusted", (listener) -> listener.proxyProtocol().trusted(), List.of(),
						"::1", List.of(Cidr.of("::1/128"))),
				new Property("proxy-protocol.timeout", (listener) -> listener.proxyProtocol().timeout(),
						Duration.ofSeconds(5), "2s", Duration.ofSeconds(2)),
				new Property("ssl.bundle", (listener) -> listener.ssl().bundle(), null, "web", "web"),
				new Property("ssl.client-auth", (listener) -> listener.ssl().clientAuth(), ClientAuth.NONE, "need",
						ClientAuth.NEED),
				new Property("ssl.handshake-timeout", (listener) -> listener.ssl().handshakeTimeout(),
						Duration.ofSeconds(10), "4s", Duration.ofSeconds(4)));
	}

	private static ListenerProperties bind(String... properties) {
		String[] full = Stream.of(properties).map((property) -> PREFIX + "." + property).toArray(String[]::new);
		return Bound.to(PREFIX, ListenerProperties.class, full);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldHaveDefaultWhenNotSet(Property property) {
		assertThat(property.accessor().apply(bind())).isEqualTo(property.byDefault());
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldMapWhenSet(Property property) {
		assertThat(property.mapped()).isNotEqualTo(property.byDefault());
		ListenerProperties bound = bind(property.name() + "=" + property.written());
		assertThat(property.accessor().apply(bound)).isEqualTo(property.mapped());
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldKeepAllOthersWhenOneIsSet(Property property) throws Exception {
		ListenerProperties bound = bind(property.name() + "=" + property.written());
		assertThat(properties().filter((other) -> !other.name().equals(property.name()))).hasSize(39)
			.allSatisfy((other) -> assertThat(other.accessor().apply(bound)).isEqualTo(other.byDefault()));
	}

	@Test
	void shouldBeTestedWhenItIsInTheMetadata() throws Exception {
		assertThat(properties().map(Property::name)).containsExactlyInAnyOrderElementsOf(
				Metadata.ofType(ListenerProperties.class).stream().map(Metadata.Entry::name).toList());
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void shouldBindTransportWhenWrittenAsItsTag(Transport transport) {
		assertThat(bind("transport=" + transport.tag()).transport()).isEqualTo(transport);
	}

	@ParameterizedTest
	@EnumSource(Framing.class)
	void shouldBindFramingWhenWrittenWithDashes(Framing framing) {
		String written = framing.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
		assertThat(bind("framing=" + written).framing()).isEqualTo(framing);
	}

	@Test
	void shouldBeUnsetWhenEmpty() {
		ListenerProperties bound = bind("address=", "port=", "path=", "permissions=", "service-type=", "instance=",
				"quiet-period=", "send-buffer=", "receive-buffer=", "ssl.bundle=", "multicast-groups=");
		assertThat(bound).isEqualTo(bind());
	}

	@Test
	void shouldListenOn9999WhenTcpHasNoPort() {
		assertThat(bind().effectivePort()).isEqualTo(9999);
		assertThat(bind("port=0").effectivePort()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> bind("transport=udp").effectivePort())
			.withMessageContaining("udp");
	}

	@Test
	void shouldParsePermissionsWhenAsked() {
		assertThat(bind("permissions=rwxr-x--x").filePermissions())
			.isEqualTo(PosixFilePermissions.fromString("rwxr-x--x"));
	}

	@Test
	void shouldBeAbstractWhenPathBeginsWithAt() {
		assertThat(bind("path=@name").isAbstractPath()).isTrue();
		assertThat(bind("path=/run/@name").isAbstractPath()).isFalse();
		assertThat(bind().isAbstractPath()).isFalse();
	}

}
