package org.socketservice.framing;

/**
 * Tells whether bytes end in the middle of a character, so that the quiet period never
 * cuts one in two.
 */
final class Utf8Tail {

	private Utf8Tail() {
	}

	/**
	 * Whether the last bytes are the beginning of a UTF-8 sequence (RFC 3629 section 4)
	 * that further bytes can still complete. A sequence that is already invalid is not:
	 * no byte can repair it.
	 * @param bytes where they are
	 * @param from first byte
	 * @param to position behind the last byte
	 * @return {@code false} for no bytes
	 */
	static boolean isIncomplete(byte[] bytes, int from, int to) {
		int lead = to - 1;
		while (lead > from && to - lead < 3 && isContinuation(bytes[lead])) {
			lead--;
		}
		if (lead < from) {
			return false;
		}
		int first = bytes[lead] & 0xff;
		int present = to - lead;
		return present < length(first) && (present == 1 || canFollow(first, bytes[lead + 1] & 0xff));
	}

	private static boolean isContinuation(byte value) {
		return (value & 0xc0) == 0x80;
	}

	private static int length(int first) {
		if (first < 0xc2 || first > 0xf4) {
			return 1;
		}
		return (first < 0xe0) ? 2 : (first < 0xf0) ? 3 : 4;
	}

	/**
	 * The second byte alone decides about overlong forms, surrogates and values above
	 * U+10FFFF. It is known to be a continuation byte.
	 */
	private static boolean canFollow(int first, int second) {
		return switch (first) {
			case 0xe0 -> second >= 0xa0;
			case 0xed -> second < 0xa0;
			case 0xf0 -> second >= 0x90;
			case 0xf4 -> second < 0x90;
			default -> true;
		};
	}

}
