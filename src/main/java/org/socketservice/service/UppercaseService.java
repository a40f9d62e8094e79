package org.socketservice.service;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The default service: answers in upper case, by Unicode's full mapping without the rules
 * of any one language ({@link Locale#ROOT}: {@code straße} becomes {@code STRASSE}).
 * Bytes that are not valid UTF-8 (RFC 3629) pass unchanged; nothing is replaced or
 * dropped. The request stays as it was, because wire taps may hold it; the reply is
 * always a new array.
 * <p>
 * ASCII is mapped eight bytes at a time and never decoded.
 */
public final class UppercaseService implements MessageService {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	/** What Java makes of bytes that are not valid; a valid one costs some time. */
	private static final char REPLACEMENT = '\ufffd';

	/** Bytes from which on copying first and mapping in place is the faster way. */
	private static final int LONG_MESSAGE = 128;

	@Override
	public byte[] reply(byte[] request) {
		byte[] reply;
		boolean ascii;
		if (request.length < LONG_MESSAGE) {
			reply = new byte[request.length];
			ascii = upperShort(request, reply);
		}
		else {
			reply = request.clone();
			ascii = upperLong(reply);
		}
		return ascii ? reply : upperText(request);
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

	/**
	 * Map the bytes as if they were ASCII. The JIT compiler makes vector instructions of
	 * this loop because there is one array in it and one way out: what is not ASCII is
	 * collected, not looked for.
	 * @return whether they were
	 */
	private static boolean upperLong(byte[] bytes) {
		long seen = 0;
		int last = bytes.length - Long.BYTES;
		for (int i = 0; i < last; i += Long.BYTES) {
			seen |= upperWord(bytes, bytes, i);
		}
		// Some of the last eight bytes may be mapped twice, which changes nothing.
		seen |= upperWord(bytes, bytes, last);
		return (seen & HIGH_BITS) == 0;
	}

	private static boolean upperShort(byte[] request, byte[] reply) {
		int last = request.length - Long.BYTES;
		if (last < 0) {
			return upperBytes(request, reply);
		}
		long seen = 0;
		for (int i = 0; i < last; i += Long.BYTES) {
			seen |= upperWord(request, reply, i);
		}
		seen |= upperWord(request, reply, last);
		return (seen & HIGH_BITS) == 0;
	}

	private static long upperWord(byte[] from, byte[] to, int i) {
		long bytes = (long) LONGS.get(from, i);
		LONGS.set(to, i, upper(bytes));
		return bytes;
	}

	/**
	 * Adding 31 carries into the high bit of a byte from 'a' on, adding 5 only behind
	 * 'z'; what lies between loses the 0x20. Right when all eight are ASCII.
	 */
	private static long upper(long bytes) {
		long lower = (bytes + (0x80 - 'a') * ONES) & ~(bytes + (0x7f - 'z') * ONES) & HIGH_BITS;
		return bytes ^ (lower >>> 2);
	}

	private static boolean upperBytes(byte[] request, byte[] reply) {
		int seen = 0;
		for (int i = 0; i < request.length; i++) {
			int value = request[i];
			seen |= value;
			reply[i] = (byte) ((value >= 'a' && value <= 'z') ? value - ('a' - 'A') : value);
		}
		return seen >= 0;
	}

	private static byte[] upperText(byte[] request) {
		String text = new String(request, StandardCharsets.UTF_8);
		if (text.indexOf(REPLACEMENT) < 0) {
			return text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
		}
		return EscapedUtf8.encode(EscapedUtf8.decode(request).toUpperCase(Locale.ROOT));
	}

}
