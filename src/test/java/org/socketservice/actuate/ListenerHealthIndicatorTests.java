package org.socketservice.actuate;

import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listener.State;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerHealthIndicator}.
 */
class ListenerHealthIndicatorTests {

	@ParameterizedTest
	@CsvSource({ "LISTENING, UP", "PAUSED, OUT_OF_SERVICE", "DRAINING, OUT_OF_SERVICE", "STOPPED, OUT_OF_SERVICE",
			"DOWN, DOWN" })
	void shouldHaveTheStatusOfTheStateWhenAsked(State state, String status) {
		assertThat(health(FixedListener.in(state)).getStatus()).isEqualTo(new Status(status));
	}

	@Test
	void shouldBeDownWhenItListensButCannotServe() {
		Listener blocked = new FixedListener("tcp", State.LISTENING, null, false, new ListenerCounts(), "blocked");
		assertThat(health(blocked).getStatus()).isEqualTo(Status.DOWN);
		assertThat(health(blocked).getDetails()).containsEntry("error", "blocked");
	}

	@Test
	void shouldShowTransportAddressAndConnectionsWhenUp() {
		FixedListener listener = FixedListener.in(State.LISTENING);
		listener.counts().tryAccept(10);
		assertThat(health(listener).getDetails()).containsExactlyInAnyOrderEntriesOf(Map.of("transport", "tcp",
				"address", "127.0.0.1:9999", "connections", new ListenerHealthIndicator.Connections(1, 10)));
	}

	@Test
	void shouldShowNoAddressWhenNotBound() {
		assertThat(health(FixedListener.in(State.DRAINING)).getDetails()).containsOnlyKeys("transport", "connections");
	}

	@Test
	void shouldSayThatTheSocketWasLostWhenNothingMoreIsKnown() {
		assertThat(errorOf(null)).isEqualTo("the listening socket was lost");
	}

	@Test
	void shouldSayInOneShortLineWhyWhenTheBindFailed() {
		assertThat(errorOf(new IOException("Address already in use\n\tat some.Class")))
			.isEqualTo("Address already in use");
		assertThat(errorOf(new IOException("x".repeat(1000)))).isEqualTo("x".repeat(200));
	}

	@Test
	void shouldNameNoClassWhenTheFailureHasNoMessage() {
		assertThat(errorOf(new NullPointerException())).isEqualTo("the socket could not be bound");
		assertThat(errorOf(new IOException(" \n"))).isEqualTo("the socket could not be bound");
	}

	private static @Nullable Object errorOf(@Nullable Throwable failure) {
		return health(FixedListener.down(failure)).getDetails().get("error");
	}

	private static Health health(Listener listener) {
		return new ListenerHealthIndicator(listener).health();
	}

}
