package org.socketservice.gateway;

import org.springframework.messaging.MessageHandler;

/**
 * A second subscriber of {@code socketRequests}: requests would be split between the two.
 */
public class DuplicateSubscriberException extends IllegalStateException {

	private final String first;

	private final String second;

	/**
	 * Create an exception.
	 * @param first the subscriber there was
	 * @param second the subscriber refused
	 */
	public DuplicateSubscriberException(MessageHandler first, MessageHandler second) {
		super("The channel 'socketRequests' has a subscriber already: " + first + "; refused: " + second);
		this.first = first.toString();
		this.second = second.toString();
	}

	/**
	 * The subscriber there was.
	 * @return its description, with the bean name where it has one
	 */
	public String first() {
		return this.first;
	}

	/**
	 * The subscriber refused.
	 * @return its description, with the bean name where it has one
	 */
	public String second() {
		return this.second;
	}

}
