package org.socketservice.service;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

	@Override
	public byte[] reply(byte[] request) {
		byte[] reply = new byte[request.length];
		return upperAscii(request, reply) ? reply : upperText(request);
	}

	@Override
	public boolean mayBlock() {
		return false;
	}

	/**
	 * Map the request as if it were ASCII.
	 * @return whether it was
	 */
	private static boolean upperAscii(byte[] request, byte[] reply) {
		int length = request.length;
		if (length < Long.BYTES) {
			return upperShort(request, reply);
		}
		// Collected, not tested one by one: a loop with one exit is the faster one.
		long seen = 0;
		int last = length - Long.BYTES;
		for (int i = 0; i < last; i += Long.BYTES) {
			seen |= upperLong(request, reply, i);
		}
		// Some of the last eight bytes may be mapped twice, from the request both times.
		seen |= upperLong(request, reply, last);
		return (seen & HIGH_BITS) == 0;
	}

	private static long upperLong(byte[] request, byte[] reply, int i) {
		long bytes = (long) LONGS.get(request, i);
		LONGS.set(reply, i, upper(bytes));
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

	private static boolean upperShort(byte[] request, byte[] reply) {
		int seen = 0;
		for (int i = 0; i < request.length; i++) {
			int value = request[i];
			seen |= value;
			reply[i] = (byte) ((value >= 'a' && value <= 'z') ? value - ('a' - 'A') : value);
		}
		return seen >= 0;
	}

	private static byte[] upperText(byte[] request) {
		return EscapedUtf8.encode(EscapedUtf8.decode(request).toUpperCase(Locale.ROOT));
	}

}
