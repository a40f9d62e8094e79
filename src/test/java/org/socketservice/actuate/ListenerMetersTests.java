package org.socketservice.actuate;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.TlsFailure;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.listener.Listener.State;
import org.socketservice.listener.Listeners;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerMeters} that need no socket.
 */
class ListenerMetersTests {

	private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ListenerCounts counts = new ListenerCounts();

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void shouldFeedTheHandshakeTimerWhenTheListenerHasTls() {
		bind(true, this.registry);
		this.counts.handshaken(NANOS);
		Timer timer = this.registry.get("socket.server.tls.handshake").tags("listener", "tcp").timer();
		assertThat(timer.count()).isOne();
		assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isEqualTo((double) NANOS);
	}

	@Test
	void shouldCountFailedHandshakesAndReloadsWhenTheListenerHasTls() {
		bind(true, this.registry);
		this.counts.tls().failed(TlsFailure.NO_CERTIFICATE);
		this.counts.tls().reloaded(true);
		this.counts.tls().reloaded(false);
		this.counts.tls().reloaded(false);
		assertThat(this.registry.get("socket.server.tls.failures")
			.tags("listener", "tcp", "reason", "no-certificate")
			.functionCounter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("socket.server.tls.failures").functionCounters())
			.hasSize(TlsFailure.values().length);
		assertThat(this.registry.get("socket.server.tls.reloads").tags("outcome", "failure").functionCounter().count())
			.isEqualTo(2);
		assertThat(this.registry.get("socket.server.tls.reloads").tags("outcome", "success").functionCounter().count())
			.isEqualTo(1);
	}

	@Test
	void shouldHaveNoMetersOfTlsWhenTheListenerHasNone() {
		bind(false, this.registry);
		assertThat(this.registry.find("socket.server.tls.handshake").meters()).isEmpty();
		assertThat(this.registry.find("socket.server.tls.failures").meters()).isEmpty();
		assertThat(this.registry.find("socket.server.tls.reloads").meters()).isEmpty();
	}

	@Test
	void shouldFeedTheTimersOfAllRegistriesWhenThereAreSeveral() {
		MeterRegistry other = new SimpleMeterRegistry();
		bind(false, this.registry);
		bind(false, other);
		this.counts.replied(NANOS);
		this.counts.lived(NANOS);
		for (MeterRegistry registry : List.of(this.registry, other)) {
			assertThat(registry.get("socket.server.reply.duration").timer().count()).isOne();
			assertThat(registry.get("socket.server.connection.duration").timer().count()).isOne();
		}
	}

	@Test
	void shouldShowRequestsWithoutAnOutcomeAsActive() {
		bind(false, this.registry);
		TrafficCounters traffic = this.counts.newTraffic();
		traffic.requests(5);
		traffic.replies(2);
		this.counts.failed(RequestOutcome.TIMED_OUT);
		assertThat(this.registry.get("socket.server.requests.active").gauge().value()).isEqualTo(2);
	}

	@Test
	void shouldNeverShowLessThanNoRequestsAsActive() {
		bind(false, this.registry);
		this.counts.failed(RequestOutcome.FAILED);
		assertThat(this.registry.get("socket.server.requests.active").gauge().value()).isZero();
	}

	@Test
	void shouldDescribeEveryMeter() {
		bind(true, this.registry);
		assertThat(this.registry.getMeters()).isNotEmpty()
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	private void bind(boolean tls, MeterRegistry registry) {
		FixedListener listener = new FixedListener("tcp", State.LISTENING, null, tls, this.counts, null);
		new ListenerMeters(new Listeners(List.of(listener))).bindTo(registry);
	}

}
