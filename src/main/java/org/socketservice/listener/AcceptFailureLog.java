package org.socketservice.listener;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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
		long now = System.nanoTime();
		long due = this.next.get();
		String text = "Listener " + this.listener + " could not accept a connection and pauses for a second: "
				+ cause.getMessage();
		if ((due == Long.MIN_VALUE || now - due >= 0)
				&& this.next.compareAndSet(due, now + TimeUnit.MINUTES.toNanos(1))) {
			logger.warn(text);
		}
		else {
			logger.debug(text);
		}
	}

}
