package org.socketservice.gateway;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.socketservice.connection.LogText;
import org.socketservice.connection.OncePerMinute;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.integration.ip.IpHeaders;

/**
 * Gives failures an id and logs them under it: one line each at INFO and, once a minute
 * per kind, the stack trace at WARN, so that a peer cannot flood the log's alarms.
 */
final class FailureLog {

	private static final Log logger = LogFactory.getLog(FailureLog.class);

	private static final AtomicLong ids = new AtomicLong(ThreadLocalRandom.current().nextLong(1L << 40));

	private final OncePerMinute once = new OncePerMinute();

	private final String listener;

	FailureLog(String listener) {
		this.listener = listener;
	}

	String failed(Failure failure, Supplier<Map<String, Object>> headers) {
		String id = nextId();
		Throwable cause = failure.cause();
		if (cause != null) {
			Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
			if (this.once.isDue(root.getClass().getName())) {
				logger.warn(line(id, failure.reason(), headers), LogText.escape(root));
			}
			else {
				logger.info(line(id, failure.reason() + ": " + root.getClass().getName(), headers));
			}
		}
		else {
			logger.info(line(id, failure.reason(), headers));
		}
		return id;
	}

	String refused(String reason, Supplier<Map<String, Object>> headers) {
		String id = nextId();
		logger.info(line(id, reason, headers));
		return id;
	}

	String refused(String reason) {
		String id = nextId();
		logger.debug("[" + id + "] listener " + this.listener + " refused a connection: " + reason);
		return id;
	}

	/** Whoever can send a datagram could fill the log otherwise. */
	String refusedDatagram(String reason) {
		String id = nextId();
		logger.debug("[" + id + "] listener " + this.listener + " refused a datagram: " + reason);
		return id;
	}

	void errorReplyFailed(String id, RuntimeException cause) {
		if (this.once.isDue("errorReply " + cause.getClass().getName())) {
			logger.warn("[" + id + "] listener " + this.listener + ": the ErrorReply failed, its default is sent",
					LogText.escape(cause));
		}
	}

	private String line(String id, String what, Supplier<Map<String, Object>> headers) {
		Map<String, Object> known = headers.get();
		Object connection = known.get(IpHeaders.CONNECTION_ID);
		String from = (connection != null) ? ", connection " + connection
				: ", datagram of " + known.get(IpHeaders.PACKET_ADDRESS);
		// the id begins with the name of the peer's host where that is looked up
		return LogText.escape("[" + id + "] listener " + this.listener + from + ": " + what);
	}

	private static String nextId() {
		return Long.toString(ids.incrementAndGet(), Character.MAX_RADIX);
	}

}
