package org.socketservice.cli;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The messages of a load and the replies they must get. A message is eight hexadecimal
 * digits of its sequence number, text that differs between connections and a line feed: a
 * reply that is late, lost, doubled, cut or somebody else's is noticed. Writing and
 * checking copy and compare whole ranges, so that the load costs less than the service.
 */
final class LoadMessage {

	/** Bytes of the shortest message: the sequence number and the line feed. */
	static final int MIN_SIZE = 9;

	private static final int DIGITS = 8;

	// 41 characters, a prime: connections share their text only with every 41st.
	private static final String TEXT = "the Quick brown fox jumps 0ver lazy dogs.";

	private static final byte[] ERROR = "ERROR ".getBytes(StandardCharsets.US_ASCII);

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private final int size;

	private final byte[] request;

	private final byte[] reply;

	/**
	 * Create messages of one size.
	 * @param size bytes of a message with its line feed, at least {@link #MIN_SIZE}
	 */
	LoadMessage(int size) {
		this.size = size;
		String text = TEXT.repeat(size / TEXT.length() + 2);
		this.request = text.getBytes(StandardCharsets.US_ASCII);
		this.reply = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * The size of a message and of its reply.
	 * @return bytes with the line feed
	 */
	int size() {
		return this.size;
	}

	/**
	 * Where a connection's numbers begin: far from those of the others.
	 * @param connection number of the connection
	 * @return the sequence number of its first message
	 */
	static int firstSequence(int connection) {
		return connection * 0x9E3779B1;
	}

	/**
	 * Write a message.
	 * @param target the array
	 * @param at where the message begins
	 * @param connection number of the connection
	 * @param sequence sequence number of the message
	 */
	void write(byte[] target, int at, int connection, int sequence) {
		LONG.set(target, at, digits(sequence, 'a' - 10 - '0'));
		System.arraycopy(this.request, connection % TEXT.length(), target, at + DIGITS, this.size - MIN_SIZE);
		target[at + this.size - 1] = '\n';
	}

	/**
	 * Check a reply.
	 * @param source the array
	 * @param at where the reply begins; {@link #size()} bytes of it must be there
	 * @param connection number of the connection
	 * @param sequence sequence number of the message it must answer
	 * @return true when every byte is right
	 */
	boolean isReply(byte[] source, int at, int connection, int sequence) {
		int text = connection % TEXT.length();
		int last = at + this.size - 1;
		return (long) LONG.get(source, at) == digits(sequence, 'A' - 10 - '0')
				&& Arrays.equals(source, at + DIGITS, last, this.reply, text, text + this.size - MIN_SIZE)
				&& source[last] == '\n';
	}

	/**
	 * The reply that was expected, for a message to the user.
	 * @param connection number of the connection
	 * @param sequence sequence number of the message
	 * @return its bytes
	 */
	byte[] reply(int connection, int sequence) {
		byte[] expected = new byte[this.size];
		LONG.set(expected, 0, digits(sequence, 'A' - 10 - '0'));
		System.arraycopy(this.reply, connection % TEXT.length(), expected, DIGITS, this.size - MIN_SIZE);
		expected[this.size - 1] = '\n';
		return expected;
	}

	/**
	 * Whether a reply reports an error instead of answering.
	 * @param reply its bytes
	 * @return true when it begins with {@code ERROR }
	 */
	static boolean isError(byte[] reply) {
		return reply.length >= ERROR.length && Arrays.equals(reply, 0, ERROR.length, ERROR, 0, ERROR.length);
	}

	/**
	 * Bytes as a user can read them.
	 * @param bytes any bytes
	 * @return at most 80 of them in quotes; what is not printable ASCII as {@code \xNN}
	 */
	static String quote(byte[] bytes) {
		StringBuilder text = new StringBuilder("\"");
		for (int i = 0; i < Math.min(bytes.length, 80); i++) {
			byte value = bytes[i];
			if (value == '\n') {
				text.append("\\n");
			}
			else if (value < ' ' || value > '~' || value == '"' || value == '\\') {
				text.append(String.format(Locale.ROOT, "\\x%02X", value));
			}
			else {
				text.append((char) value);
			}
		}
		return text.append((bytes.length > 80) ? "\"..." : "\"").toString();
	}

	// Eight digits at once: spread the nibbles over the bytes, then lift those above nine
	// to the letters.
	private static long digits(int sequence, int letters) {
		long nibbles = Long.expand(sequence & 0xFFFFFFFFL, 0x0F0F0F0F0F0F0F0FL);
		long above = ((nibbles + 0x0606060606060606L) >>> 4) & 0x0101010101010101L;
		return nibbles + 0x3030303030303030L + above * letters;
	}

}
