package org.socketservice.actuate;

import java.net.SocketAddress;

import org.socketservice.listener.AddressText;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listener.State;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of one listener: UP while it accepts, OUT_OF_SERVICE while it is paused or
 * drains and before and after its life, DOWN while it is not bound although it should be
 * or cannot serve: descriptors have run out, an event loop is blocked.
 */
final class ListenerHealthIndicator implements HealthIndicator {

	private final Listener listener;

	ListenerHealthIndicator(Listener listener) {
		this.listener = listener;
	}

	@Override
	public Health health() {
		State state = this.listener.state();
		String problem = (state == State.LISTENING) ? this.listener.problem() : null;
		Health.Builder health = new Health.Builder((problem != null) ? Status.DOWN : status(state))
			.withDetail("transport", this.listener.transport());
		SocketAddress address = this.listener.address();
		if (address != null) {
			health.withDetail("address", AddressText.of(address));
		}
		if (this.listener.hasConnections()) {
			health.withDetail("connections",
					new Connections(this.listener.counts().snapshot().active(), this.listener.maxConnections()));
		}
		String failure = FailureText.of(state, this.listener.failure());
		if (failure == null) {
			failure = problem;
		}
		if (failure != null) {
			health.withDetail("error", failure);
		}
		return health.build();
	}

	private static Status status(State state) {
		return switch (state) {
			case LISTENING -> Status.UP;
			case PAUSED, DRAINING, STOPPED -> Status.OUT_OF_SERVICE;
			case DOWN -> Status.DOWN;
		};
	}

	/**
	 * How full the listener is.
	 *
	 * @param active connections open now
	 * @param max connections admitted at once
	 */
	record Connections(int active, int max) {
	}

}
