package org.socketservice.transport;

import org.jspecify.annotations.Nullable;

/**
 * An SSL bundle cannot serve. Its message says why, to be read behind the name of the
 * bundle.
 */
public final class TlsContextException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message why, without a secret
	 * @param cause what happened, {@code null} if nothing
	 */
	public TlsContextException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
