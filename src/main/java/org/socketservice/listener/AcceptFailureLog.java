package org.socketservice.listener;

import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.LogText;
import org.socketservice.connection.OncePerMinute;

/**
 * Knows of failures of accept, and reports them at WARN once a minute at most.
 */
final class AcceptFailureLog {

	private static final Log logger = LogFactory.getLog(AcceptFailureLog.class);

	/** It fails more often than that as long as somebody waits to be accepted. */
	private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final OncePerMinute once = new OncePerMinute();

	private final String listener;

	private volatile @Nullable String failure;

	private volatile long failedAt;

	AcceptFailureLog(String listener) {
		this.listener = listener;
	}

	void failed(Exception cause) {
		String text = String.valueOf(cause.getMessage());
		this.failedAt = System.nanoTime();
		this.failure = text;
		log("accept", "Listener " + this.listener + " could not accept a connection and tries again: " + text, null);
	}

	/** A connection was accepted: whatever failed before is over. */
	void accepted() {
		if (this.failure != null) {
			this.failure = null;
			logger.info("Listener " + this.listener + " accepts again");
		}
	}

	/**
	 * What operators are told while accept fails.
	 * @return {@code null} as long as it does not
	 */
	@Nullable String problem() {
		String failure = this.failure;
		boolean recent = System.nanoTime() - this.failedAt < MEMORY_NANOS;
		return (failure != null && recent) ? "connections cannot be accepted: " + failure : null;
	}

	/**
	 * Report a connection that was accepted but cannot be served.
	 * @param cause what an interceptor or the like has thrown, or that memory ran out
	 */
	void notServed(Throwable cause) {
		log("serve", "Listener " + this.listener + " could not serve a connection", LogText.escape(cause));
	}

	private void log(String kind, String text, @Nullable Throwable cause) {
		if (this.once.isDue(kind)) {
			logger.warn(text, cause);
		}
		else {
			logger.debug(text, cause);
		}
	}

}
