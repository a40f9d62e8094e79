package org.socketservice.listener;

import java.time.Duration;

import org.socketservice.listener.SocketProperties.Recovery;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.properties.PropertyNames;

/**
 * The rules the properties of all listeners follow together.
 */
final class SocketRules {

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration PHASE_TIMEOUT_BY_DEFAULT = Duration.ofSeconds(30);

	private final SocketProperties properties;

	private final PropertyChecks checks;

	SocketRules(SocketProperties properties, PropertyChecks checks) {
		this.properties = properties;
		this.checks = checks;
	}

	void check() {
		AddressConflicts conflicts = new AddressConflicts();
		this.properties.listeners().forEach((name, listener) -> {
			if (PropertyNames.check(this.checks, "listeners", name)) {
				PropertyChecks below = this.checks.at("listeners." + name);
				int before = below.count();
				new ListenerRules(listener, below).check();
				if (listener.enabled() && below.count() == before) {
					conflicts.check(name, listener, below);
				}
			}
		});
		this.checks.notNegative("quiet-period", this.properties.quietPeriod(), "off");
		checkGracePeriod(this.checks.read(PHASE_TIMEOUT, PHASE_TIMEOUT_BY_DEFAULT));
		checkRecovery(this.properties.recovery());
		this.checks.size("limits.queued-replies", this.properties.limits().queuedReplies(), Long.MAX_VALUE, "");
	}

	/**
	 * Spring stops waiting for a phase after a while, whatever we are doing then.
	 */
	private void checkGracePeriod(Duration phaseTimeout) {
		Duration gracePeriod = this.properties.shutdown().gracePeriod();
		this.checks.notNegative("shutdown.grace-period", gracePeriod, "to cut what is in flight");
		if (gracePeriod.isPositive() && gracePeriod.compareTo(phaseTimeout) >= 0) {
			this.checks.reject("shutdown.grace-period", gracePeriod,
					"is not below " + PHASE_TIMEOUT + ", " + phaseTimeout.toMillis() + "ms",
					"write a shorter duration, or a longer " + PHASE_TIMEOUT);
		}
	}

	private void checkRecovery(Recovery recovery) {
		if (recovery.initialDelay().toMillis() < 1) {
			this.checks.reject("recovery.initial-delay", recovery.initialDelay(), "is less than a millisecond",
					"write a duration such as 500ms or 1s");
		}
		else if (recovery.maxDelay().compareTo(recovery.initialDelay()) < 0) {
			this.checks.reject("recovery.max-delay", recovery.maxDelay(), "is less than "
					+ this.checks.name("recovery.initial-delay") + ", " + recovery.initialDelay().toMillis() + "ms",
					"write at least that");
		}
	}

}
