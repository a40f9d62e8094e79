package org.socketservice.listener;

import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.socketservice.connection.OncePerMinute;

/**
 * Reports what peers do wrong before they can send a request, at INFO once a minute for
 * each kind, so that they cannot flood the log. Counts tell how often.
 */
final class PeerFaultLog {

	private static final Log logger = LogFactory.getLog(PeerFaultLog.class);

	private final OncePerMinute once = new OncePerMinute();

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
		if (this.once.isDue(kind)) {
			logger.info("Listener " + this.listener + " " + text.get());
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Listener " + this.listener + " " + text.get());
		}
	}

}
