package org.socketservice.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one listener with TLS counts besides its connections.
 */
public final class TlsCounts {

	private final Map<TlsFailure, LongAdder> failures = new EnumMap<>(TlsFailure.class);

	private final LongAdder reloads = new LongAdder();

	private final LongAdder failedReloads = new LongAdder();

	TlsCounts() {
		for (TlsFailure reason : TlsFailure.values()) {
			this.failures.put(reason, new LongAdder());
		}
	}

	/**
	 * Count a handshake that failed.
	 * @param reason why
	 */
	public void failed(TlsFailure reason) {
		adder(reason).increment();
	}

	/**
	 * Handshakes that failed.
	 * @param reason why
	 * @return how many so far
	 */
	public long failures(TlsFailure reason) {
		return adder(reason).sum();
	}

	private LongAdder adder(TlsFailure reason) {
		return this.failures.computeIfAbsent(reason, (key) -> new LongAdder());
	}

	/**
	 * Count a change of the SSL bundle.
	 * @param success whether new connections get the new certificate
	 */
	public void reloaded(boolean success) {
		(success ? this.reloads : this.failedReloads).increment();
	}

	/**
	 * Changes of the SSL bundle.
	 * @param success whether new connections got the new certificate
	 * @return how many so far
	 */
	public long reloads(boolean success) {
		return (success ? this.reloads : this.failedReloads).sum();
	}

}
