package org.socketservice.service;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Answers messages. One bean of this type stands behind all listeners; declare your own
 * to replace {@link UppercaseService}.
 * <p>
 * A service is called by many connections at once and must be safe for that. For one
 * connection, calls come one after another in the order of its requests.
 */
@FunctionalInterface
public interface MessageService {

	/**
	 * Returned (this very array) when a request is one-way and gets no reply. An empty
	 * reply is any other empty array.
	 */
	byte[] NO_REPLY = new byte[0];

	/**
	 * Answer one request.
	 * @param request the message without its frame; the array belongs to the service,
	 * which may change or keep it
	 * @return the reply without a frame, which belongs to the caller from now on, or
	 * {@link #NO_REPLY}; {@code null} makes an error reply
	 * @throws Exception for an error reply that names no internals; the exception goes to
	 * the log
	 */
	byte[] reply(byte[] request) throws Exception;

	/**
	 * Whether {@link #reply} may block (I/O, locks, sleeping, more than some 100
	 * microseconds of computing). If so it runs on a virtual thread, otherwise on the
	 * event loop, where blocking would stop other connections.
	 * @return {@code true} by default
	 */
	default boolean mayBlock() {
		return true;
	}

	/**
	 * A service on text in UTF-8. Bytes that are no valid UTF-8 reach the function as
	 * U+FFFD.
	 * @param function from request to reply; may block
	 * @return the service
	 */
	static MessageService text(Function<String, String> function) {
		return (request) -> {
			String reply = function.apply(new String(request, StandardCharsets.UTF_8));
			return reply.getBytes(StandardCharsets.UTF_8);
		};
	}

}
