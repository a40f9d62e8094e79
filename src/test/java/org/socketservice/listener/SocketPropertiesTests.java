package org.socketservice.listener;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.listener.ListenerProperties.MaxInFlight;
import org.socketservice.properties.Bound;
import org.socketservice.properties.Metadata;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketProperties}: every property's default and its mapping, and what
 * is resolved among them.
 */
class SocketPropertiesTests {

	/**
	 * One property.
	 */
	record Property(String name, Function<SocketProperties, Object> accessor, Object byDefault, String written,
			Object mapped) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	static Stream<Property> properties() {
		return Stream.of(
				new Property("socket.quiet-period", SocketProperties::quietPeriod, Duration.ZERO, "250ms",
						Duration.ofMillis(250)),
				new Property("socket.shutdown.grace-period", (socket) -> socket.shutdown().gracePeriod(),
						Duration.ofSeconds(8), "1m", Duration.ofMinutes(1)),
				new Property("socket.recovery.initial-delay", (socket) -> socket.recovery().initialDelay(),
						Duration.ofSeconds(1), "20ms", Duration.ofMillis(20)),
				new Property("socket.recovery.max-delay", (socket) -> socket.recovery().maxDelay(),
						Duration.ofSeconds(30), "2m", Duration.ofMinutes(2)),
				new Property("socket.limits.queued-replies",
						(socket) -> Optional.ofNullable(socket.limits().queuedReplies()), Optional.empty(), "64MB",
						Optional.of(DataSize.ofMegabytes(64))),
				new Property("socket.access-log.enabled", (socket) -> socket.accessLog().enabled(), false, "true",
						true));
	}

	private static SocketProperties bind(String... properties) {
		return Bound.to("socket", SocketProperties.class, properties);
	}

	private static ListenerProperties effective(String name, String... properties) {
		return Objects.requireNonNull(bind(properties).effectiveListeners().get(name), name);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldHaveDefaultWhenNotSet(Property property) {
		assertThat(property.accessor().apply(bind())).isEqualTo(property.byDefault());
	}

	@ParameterizedTest
	@MethodSource("properties")
	void shouldMapWhenSet(Property property) {
		SocketProperties bound = bind(property.name() + "=" + property.written());
		assertThat(property.accessor().apply(bound)).isEqualTo(property.mapped());
	}

	@Test
	void shouldBeTestedWhenItIsInTheMetadata() {
		Stream<String> elsewhere = Stream.of("socket.listeners", "socket.clients", "socket.event-loops.io",
				"socket.event-loops.threads", "socket.event-loops.blocked-after");
		assertThat(Stream.concat(elsewhere, properties().map(Property::name)))
			.containsExactlyInAnyOrderElementsOf(Metadata.ofApplication().stream().map(Metadata.Entry::name).toList());
	}

	@Test
	void shouldListenOnTcp9999WhenNothingIsDeclared() {
		assertThat(bind().listeners()).isEmpty();
		Map<String, ListenerProperties> effective = bind().effectiveListeners();
		assertThat(effective).containsOnlyKeys("tcp");
		assertThat(effective.get("tcp")).extracting(ListenerProperties::effectivePort).isEqualTo(9999);
	}

	@Test
	void shouldListenOnDeclaredOnesOnlyWhenThereAreSome() {
		SocketProperties bound = bind("socket.listeners.web.port=1", "socket.listeners.off.enabled=false",
				"socket.listeners.admin.port=2");
		assertThat(bound.listeners()).containsOnlyKeys("web", "off", "admin");
		assertThat(bound.effectiveListeners()).containsOnlyKeys("web", "admin");
	}

	@Test
	void shouldListenNowhereWhenTheOnlyListenerIsDisabled() {
		assertThat(bind("socket.listeners.tcp.enabled=false").effectiveListeners()).isEmpty();
	}

	@Test
	void shouldTakeCommonQuietPeriodWhenListenerHasNone() {
		String[] properties = { "socket.quiet-period=250ms", "socket.listeners.a.port=1",
				"socket.listeners.b.quiet-period=1s", "socket.listeners.c.quiet-period=0" };
		assertThat(effective("a", properties).effectiveQuietPeriod()).hasMillis(250);
		assertThat(effective("b", properties).effectiveQuietPeriod()).hasMillis(1000);
		assertThat(effective("c", properties).effectiveQuietPeriod()).hasMillis(0);
		assertThat(effective("tcp", "socket.quiet-period=3s").effectiveQuietPeriod()).hasSeconds(3);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			tcp, line, 65536
			tcp, length-1, 255
			tcp, length-2, 65535
			tcp, length-4, 65536
			unix, length-1, 255
			udp, line, 65527
			raw, line, 65515
			rdm, line, 65536
			unix-datagram, line, 65536
			unix-seqpacket, length-1, 65536
			""")
	void shouldLowerDefaultMessageSizeWhenFramingOrTransportCarriesLess(String transport, String framing, long size) {
		ListenerProperties effective = effective("a", "socket.listeners.a.transport=" + transport,
				"socket.listeners.a.framing=" + framing);
		assertThat(effective.maxMessageSize()).isEqualTo(DataSize.ofBytes(size));
	}

	@Test
	void shouldRaiseDefaultBytesInFlightWhenOneMessageIsMore() {
		ListenerProperties effective = effective("a", "socket.listeners.a.max-message-size=3MB",
				"socket.listeners.a.max-in-flight.messages=9");
		assertThat(effective.maxInFlight()).isEqualTo(new MaxInFlight(9, DataSize.ofMegabytes(3)));
	}

	@Test
	void shouldKeepEverythingElseWhenResolved() {
		String[] properties = { "socket.listeners.a.port=5", "socket.listeners.a.framing=crlf",
				"socket.listeners.a.linger=7s", "socket.listeners.a.quiet-period=0",
				"socket.listeners.a.ssl.bundle=web", "socket.listeners.a.access.deny=::1" };
		assertThat(effective("a", properties)).isEqualTo(bind(properties).listeners().get("a"));
	}

}
