package org.socketservice.listener;

/**
 * A listener could not be bound.
 */
public class ListenerBindException extends RuntimeException {

	private final String listener;

	private final transient ListenerProperties properties;

	/**
	 * Create an exception.
	 * @param listener the name of the listener
	 * @param properties what it was to be bound with
	 * @param cause why it could not
	 */
	public ListenerBindException(String listener, ListenerProperties properties, Throwable cause) {
		super("Listener '" + listener + "' could not be bound: " + cause.getMessage(), cause);
		this.listener = listener;
		this.properties = properties;
	}

	/**
	 * The name of the listener.
	 * @return the key under {@code socket.listeners}
	 */
	public String listener() {
		return this.listener;
	}

	/**
	 * What it was to be bound with.
	 * @return the listener's properties
	 */
	public ListenerProperties properties() {
		return this.properties;
	}

}
