package org.socketservice.listener;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reports what peers do wrong before they can send a request, at INFO once a minute for
 * each kind, so that they cannot flood the log. Counts tell how often.
 */
final class PeerFaultLog {

	private static final Log logger = LogFactory.getLog(PeerFaultLog.class);

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final Map<String, Long> reported = new ConcurrentHashMap<>();

	private final String listener;

	PeerFaultLog(String listener) {
		this.listener = listener;
	}

	/**
	 * Report a fault.
	 * @param kind one of few
	 * @param text the rest of a sentence that begins with the listener; no input of the
	 * peer
	 */
	void report(String kind, Supplier<String> text) {
		if (isFirstInMinute(kind)) {
			logger.info("Listener " + this.listener + " " + text.get());
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Listener " + this.listener + " " + text.get());
		}
	}

	private boolean isFirstInMinute(String kind) {
		long now = System.nanoTime();
		Long last = this.reported.get(kind);
		if (last != null && now - last < MINUTE) {
			return false;
		}
		return (last != null) ? this.reported.replace(kind, last, now) : this.reported.putIfAbsent(kind, now) == null;
	}

}
