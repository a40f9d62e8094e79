package org.socketservice.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.LiveConnection;
import org.socketservice.connection.LogText;
import org.socketservice.connection.OncePerMinute;
import org.socketservice.connection.RejectReason;

/**
 * What the log is told of one listener's connections: failures and, with
 * {@code socket.access-log.enabled}, one line for each connection that ends or is
 * refused. That goes to the logger {@code socket.access.<listener>} with the same names
 * as {@code /actuator/connections}, in the text and as key-value pairs for structured
 * logging.
 */
final class ConnectionLog {

	static final String ACCESS_LOGGER = "socket.access";

	private static final Log logger = LogFactory.getLog(ConnectionLog.class);

	private final @Nullable Logger access;

	private final OncePerMinute once = new OncePerMinute();

	private final String listener;

	private final String transport;

	ConnectionLog(String listener, String transport, boolean access) {
		this.access = access ? LoggerFactory.getLogger(ACCESS_LOGGER + "." + listener) : null;
		this.listener = listener;
		this.transport = transport;
	}

	/**
	 * A connection is about to be closed because something failed.
	 * @param id the connection id
	 * @param cause what failed
	 * @param alarming whether that was not the peer's doing
	 */
	void failed(String id, Throwable cause, boolean alarming) {
		String connection = LogText.escape("Connection " + id + " of listener " + this.listener);
		if (alarming && this.once.isDue(cause.getClass().getName())) {
			logger.warn(connection + " is closed by a failure", LogText.escape(cause));
		}
		else if (alarming) {
			logger.info(connection + " is closed by a failure: " + cause.getClass().getName());
		}
		else if (logger.isDebugEnabled()) {
			logger.debug(connection + " failed", LogText.escape(cause));
		}
	}

	/**
	 * A connection has been closed.
	 * @param connection just closed
	 * @param messagesSent replies and other messages sent
	 * @param reason why it was closed
	 */
	void closed(LiveConnection connection, long messagesSent, CloseReason reason) {
		Logger access = this.access;
		if (access == null || !access.isInfoEnabled()) {
			return;
		}
		ConnectionInfo info = connection.info();
		Map<String, Object> fields = fields("closed", info.remote(), info.local());
		fields.put("id", info.id());
		fields.put("reason", reason.tag());
		fields.put("durationMillis", Duration.between(info.opened(), Instant.now()).toMillis());
		fields.put("messages", info.messages());
		fields.put("messagesSent", messagesSent);
		fields.put("bytesReceived", info.bytesReceived());
		fields.put("bytesSent", info.bytesSent());
		ConnectionInfo.Tls tls = info.tls();
		if (tls != null) {
			fields.put("tls", tls.protocol());
			if (tls.peer() != null) {
				fields.put("peer", tls.peer());
			}
		}
		log(access, fields);
	}

	/**
	 * A connection is refused.
	 * @param remote the address of the peer
	 * @param local the address of this end
	 * @param reason why
	 */
	void refused(String remote, String local, RejectReason reason) {
		Logger access = this.access;
		if (access != null && access.isInfoEnabled()) {
			Map<String, Object> fields = fields("rejected", remote, local);
			fields.put("reason", reason.tag());
			log(access, fields);
		}
	}

	private Map<String, Object> fields(String event, String remote, String local) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("connection", event);
		fields.put("listener", this.listener);
		fields.put("transport", this.transport);
		fields.put("remote", remote);
		fields.put("local", local);
		return fields;
	}

	private static void log(Logger access, Map<String, Object> fields) {
		LoggingEventBuilder event = access.atInfo();
		for (Map.Entry<String, Object> field : fields.entrySet()) {
			Object value = field.getValue();
			event = event.addKeyValue(field.getKey(), (value instanceof String text) ? LogText.escape(text) : value);
		}
		event.log(fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + text(field.getValue()))
			.collect(Collectors.joining(" ")));
	}

	/** Quoted where it would otherwise look like more than one field. */
	private static String text(Object value) {
		String text = LogText.escape(value.toString());
		if (text.isEmpty() || text.chars().anyMatch((next) -> next == ' ' || next == '"' || next == '=')) {
			return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
		}
		return text;
	}

}
