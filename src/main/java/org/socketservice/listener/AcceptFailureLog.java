package org.socketservice.listener;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reports failures of accept, at WARN once a minute at most.
 */
final class AcceptFailureLog {

	private static final Log logger = LogFactory.getLog(AcceptFailureLog.class);

	private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

	private final String listener;

	AcceptFailureLog(String listener) {
		this.listener = listener;
	}

	void failed(Exception cause) {
		log("Listener " + this.listener + " could not accept a connection and pauses for a second: "
				+ cause.getMessage(), null);
	}

	/**
	 * Report a connection that was accepted but cannot be served.
	 * @param cause what an interceptor or the like has thrown
	 */
	void notServed(Exception cause) {
		log("Listener " + this.listener + " could not serve a connection", cause);
	}

	private void log(String text, @Nullable Exception cause) {
		long now = System.nanoTime();
		long due = this.next.get();
		if ((due == Long.MIN_VALUE || now - due >= 0)
				&& this.next.compareAndSet(due, now + TimeUnit.MINUTES.toNanos(1))) {
			logger.warn(text, cause);
		}
		else {
			logger.debug(text, cause);
		}
	}

}
