package org.socketservice.connection;

import java.util.concurrent.TimeUnit;

/**
 * Limits a rate: lets one second's worth through at once and then keeps the rate. Not
 * safe for use by several threads.
 */
public final class TokenBucket {

	private final long nanosPerToken;

	private final long capacityNanos;

	/** When the bucket would have been empty, moving on with every token taken. */
	private long emptyAt;

	/**
	 * Create a full bucket.
	 * @param perSecond tokens per second, at least 1
	 * @param now {@link System#nanoTime()}
	 */
	public TokenBucket(int perSecond, long now) {
		this.capacityNanos = TimeUnit.SECONDS.toNanos(1);
		this.nanosPerToken = Math.max(1, this.capacityNanos / perSecond);
		this.emptyAt = now - this.capacityNanos;
	}

	/**
	 * Take a token if there is one.
	 * @param now {@link System#nanoTime()}
	 * @return whether there was
	 */
	public boolean tryTake(long now) {
		if (nanosToNext(now) > 0) {
			return false;
		}
		take(now);
		return true;
	}

	/**
	 * Take a token, on credit if there is none.
	 * @param now {@link System#nanoTime()}
	 */
	public void take(long now) {
		if (now - this.emptyAt > this.capacityNanos) {
			this.emptyAt = now - this.capacityNanos;
		}
		this.emptyAt += this.nanosPerToken;
	}

	/**
	 * How long until there is a token.
	 * @param now {@link System#nanoTime()}
	 * @return nanoseconds, 0 or less if there is one now
	 */
	public long nanosToNext(long now) {
		return this.emptyAt + this.nanosPerToken - now;
	}

}
