package org.socketservice.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps peers from flooding the log: of each kind of thing they can cause only the first
 * in a minute is told in full. Safe for use by many threads.
 */
public final class OncePerMinute {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final Map<String, Long> told = new ConcurrentHashMap<>();

	/**
	 * Whether to tell it now.
	 * @param kind one of few; never what a peer has sent
	 * @return {@code true} for the first in a minute
	 */
	public boolean isDue(String kind) {
		long now = System.nanoTime();
		Long last = this.told.get(kind);
		if (last == null) {
			return this.told.putIfAbsent(kind, now) == null;
		}
		return now - last >= MINUTE && this.told.replace(kind, last, now);
	}

}
