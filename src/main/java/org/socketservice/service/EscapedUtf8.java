package org.socketservice.service;

/**
 * UTF-8 (RFC 3629) that loses no byte: one that belongs to no valid sequence becomes a
 * lone surrogate, U+DC80 to U+DCFF, and that becomes the byte again. Valid UTF-8 contains
 * no surrogates, and no case mapping touches one, so text can be changed in between. The
 * idea is Python's (PEP 383); it keeps the cost linear where a string per valid stretch
 * would let a peer ask for one string per byte.
 */
final class EscapedUtf8 {

	/** Plus the byte (0x80 to 0xFF), the char it becomes. */
	private static final int ESCAPE = 0xdc00;

	private static final int INVALID = -1;

	/** The least code point for a sequence of so many bytes: below it is overlong. */
	private static final int[] LEAST = { 0, 0, 0x80, 0x800, 0x10000 };

	private EscapedUtf8() {
	}

	static String decode(byte[] bytes) {
		// No sequence makes more chars than it has bytes.
		char[] chars = new char[bytes.length];
		int size = 0;
		for (int i = 0; i < bytes.length;) {
			int lead = bytes[i] & 0xff;
			if (lead < 0x80) {
				chars[size++] = (char) lead;
				i++;
				continue;
			}
			int length = sequenceLength(lead);
			int codePoint = codePoint(bytes, i, length);
			if (codePoint == INVALID) {
				chars[size++] = (char) (ESCAPE + lead);
				i++;
				continue;
			}
			size += Character.toChars(codePoint, chars, size);
			i += length;
		}
		return new String(chars, 0, size);
	}

	/**
	 * Bytes a sequence has by its first one; 0 for one that begins no sequence of several
	 * bytes.
	 */
	private static int sequenceLength(int lead) {
		if (lead < 0xc2 || lead > 0xf4) {
			return 0;
		}
		return (lead < 0xe0) ? 2 : (lead < 0xf0) ? 3 : 4;
	}

	private static int codePoint(byte[] bytes, int from, int length) {
		if (length == 0 || length > bytes.length - from) {
			return INVALID;
		}
		int codePoint = bytes[from] & (0x7f >> length);
		for (int i = from + 1; i < from + length; i++) {
			if ((bytes[i] & 0xc0) != 0x80) {
				return INVALID;
			}
			codePoint = (codePoint << 6) | (bytes[i] & 0x3f);
		}
		return isScalarValue(codePoint) && codePoint >= LEAST[length] ? codePoint : INVALID;
	}

	private static boolean isScalarValue(int codePoint) {
		return codePoint <= Character.MAX_CODE_POINT
				&& (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
	}

	/**
	 * The reverse of {@link #decode}; the text may have been changed, but holds no lone
	 * surrogates other than those.
	 */
	static byte[] encode(String text) {
		byte[] bytes = new byte[encodedSize(text)];
		int size = 0;
		for (int i = 0; i < text.length();) {
			int codePoint = text.codePointAt(i);
			i += Character.charCount(codePoint);
			int length = length(codePoint);
			if (length == 1) {
				// ASCII, or an escaped byte, which is the low byte of its char.
				bytes[size++] = (byte) codePoint;
				continue;
			}
			for (int rest = length - 1; rest > 0; rest--) {
				bytes[size + rest] = (byte) (0x80 | (codePoint & 0x3f));
				codePoint >>= 6;
			}
			bytes[size] = (byte) ((0xff00 >> length) | codePoint);
			size += length;
		}
		return bytes;
	}

	private static int encodedSize(String text) {
		int size = 0;
		for (int i = 0; i < text.length();) {
			int codePoint = text.codePointAt(i);
			i += Character.charCount(codePoint);
			size += length(codePoint);
		}
		return size;
	}

	private static int length(int codePoint) {
		if (codePoint < LEAST[2] || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
			return 1;
		}
		return (codePoint < LEAST[3]) ? 2 : (codePoint < LEAST[4]) ? 3 : 4;
	}

}
