package org.socketservice.framing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for a byte eight at a time (Knuth, TAOCP 7.1.3, "zero byte test"), because the
 * search for a terminator is what reading a frame costs.
 */
final class ByteSearch {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH_BITS = 0x8080808080808080L;

	private ByteSearch() {
	}

	/**
	 * Find the first occurrence of a byte.
	 * @param bytes where to look
	 * @param from the first position
	 * @param to position behind the last one
	 * @param value the byte
	 * @return its position, or -1
	 */
	static int indexOf(byte[] bytes, int from, int to, byte value) {
		long pattern = (value & 0xff) * ONES;
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long zeros = zeros((long) LONGS.get(bytes, i) ^ pattern);
			if (zeros != 0) {
				return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
			}
		}
		return indexOfShort(bytes, i, to, value);
	}

	private static int indexOfShort(byte[] bytes, int from, int to, byte value) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == value) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * The lowest bit set marks the first zero byte. Bits above it may lie: the borrow of
	 * a zero byte runs into the next one. Hence the little-endian view.
	 */
	private static long zeros(long word) {
		return (word - ONES) & ~word & HIGH_BITS;
	}

}
