package org.socketservice.gateway;

import org.springframework.messaging.MessageHandler;

/**
 * A second subscriber of {@code socketRequests}: requests would be split between the two.
 */
public class DuplicateSubscriberException extends IllegalStateException {

	/**
	 * Create an exception.
	 * @param handler the second subscriber
	 */
	public DuplicateSubscriberException(MessageHandler handler) {
		super("The channel 'socketRequests' has a subscriber already; refused: " + handler);
	}

}
