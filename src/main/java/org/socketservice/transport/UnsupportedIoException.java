package org.socketservice.transport;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.EventLoopsProperties.Io;

/**
 * The mechanism asked for in {@code socket.event-loops.io} does not work here.
 */
public class UnsupportedIoException extends IllegalStateException {

	private final Io io;

	/**
	 * Create an exception.
	 * @param io what was asked for
	 * @param cause why it does not work
	 */
	public UnsupportedIoException(Io io, @Nullable Throwable cause) {
		super("socket.event-loops.io: " + io + " is not available here", cause);
		this.io = io;
	}

	/**
	 * What was asked for.
	 * @return the value of the property
	 */
	public Io io() {
		return this.io;
	}

}
