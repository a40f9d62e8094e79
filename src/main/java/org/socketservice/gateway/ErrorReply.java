package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;

/**
 * The text of an error reply. Declare a bean of this type to change it; the result goes
 * to the peer in the listener's framing.
 */
@FunctionalInterface
public interface ErrorReply {

	/**
	 * {@code ERROR <reason> [<id>]} in UTF-8.
	 */
	ErrorReply DEFAULT = (reason, id) -> ("ERROR " + reason + " [" + id + "]").getBytes(StandardCharsets.UTF_8);

	/**
	 * Make the reply.
	 * @param reason what went wrong in a few words that name no internals, for example
	 * {@code service failed}
	 * @param id under which the log has the details
	 * @return the reply without a frame
	 */
	byte[] bytes(String reason, String id);

}
