package org.socketservice.connection;

/**
 * Text that others chose, made fit for the log: a line feed would begin a line of their
 * own making, an escape sequence of ANSI would move the reader's cursor, a bidirectional
 * control would reorder what is read (CWE-117).
 */
public final class LogText {

	private LogText() {
	}

	/**
	 * Escape what is not plain text.
	 * @param text from a peer, or about one
	 * @return the text with control, format and separator characters and unpaired
	 * surrogates written as backslash, {@code u} and four hexadecimal digits
	 */
	public static String escape(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (isEscaped(text, i)) {
				return escapeFrom(text, i);
			}
		}
		return text;
	}

	private static String escapeFrom(String text, int from) {
		StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
		for (int i = from; i < text.length(); i++) {
			char next = text.charAt(i);
			if (isEscaped(text, i)) {
				escaped.append(String.format("\\u%04x", (int) next));
			}
			else {
				escaped.append(next);
			}
		}
		return escaped.toString();
	}

	private static boolean isEscaped(String text, int index) {
		char next = text.charAt(index);
		if (Character.isHighSurrogate(next)) {
			return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
		}
		if (Character.isLowSurrogate(next)) {
			return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
		}
		return switch (Character.getType(next)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.UNASSIGNED ->
				true;
			default -> false;
		};
	}

	/**
	 * Make an exception fit for the log: its message may hold what a peer has sent.
	 * @param failure what was thrown
	 * @return the same where no message needs escaping, otherwise one that looks alike
	 */
	public static Throwable escape(Throwable failure) {
		int depth = 0;
		for (Throwable ex = failure; ex != null && depth < EscapedException.MAX_DEPTH; ex = ex.getCause()) {
			if (!isPlain(ex)) {
				return new EscapedException(failure, 0);
			}
			depth++;
		}
		return failure;
	}

	private static boolean isPlain(Throwable failure) {
		String text = String.valueOf(failure);
		boolean plain = escape(text).equals(text);
		for (Throwable suppressed : failure.getSuppressed()) {
			plain &= escape(suppressed) == suppressed;
		}
		return plain;
	}

	/**
	 * Stands in for an exception whose message holds control characters.
	 */
	private static final class EscapedException extends RuntimeException {

		/** Causes may form a circle. */
		private static final int MAX_DEPTH = 50;

		EscapedException(Throwable original, int depth) {
			super(escape(String.valueOf(original)), (original.getCause() != null && depth < MAX_DEPTH)
					? new EscapedException(original.getCause(), depth + 1) : null, true, true);
			setStackTrace(original.getStackTrace());
			for (Throwable suppressed : original.getSuppressed()) {
				if (depth < MAX_DEPTH) {
					addSuppressed(new EscapedException(suppressed, depth + 1));
				}
			}
		}

	}

}
