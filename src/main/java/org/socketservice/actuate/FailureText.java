package org.socketservice.actuate;

import org.jspecify.annotations.Nullable;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listener.State;

/**
 * What outsiders are told about a listener that is down: one line, no class names, no
 * stack trace.
 */
final class FailureText {

	private static final int MAX_LENGTH = 200;

	private FailureText() {
	}

	/**
	 * The text.
	 * @param state what the listener is doing
	 * @param failure see {@link Listener#failure()}
	 * @return {@code null} unless it is down
	 */
	static @Nullable String of(State state, @Nullable Throwable failure) {
		if (state != State.DOWN) {
			return null;
		}
		if (failure == null) {
			return "the listening socket was lost";
		}
		String message = failure.getMessage();
		if (message == null || message.isBlank()) {
			return "the socket could not be bound";
		}
		String line = message.strip().lines().findFirst().orElseThrow();
		return (line.length() > MAX_LENGTH) ? line.substring(0, MAX_LENGTH) : line;
	}

}
