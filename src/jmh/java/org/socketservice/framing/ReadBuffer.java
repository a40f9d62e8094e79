package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a read brings when a client has sent without waiting.
 */
final class ReadBuffer {

	/** Bytes of one. */
	static final int SIZE = 64 * 1024;

	private ReadBuffer() {
	}

	/**
	 * A buffer full of frames.
	 * @param framing how messages are framed
	 * @param frameSize bytes of each frame
	 * @return bytes
	 * @throws FramingException never
	 */
	static byte[] of(Framing framing, int frameSize) throws FramingException {
		byte[] message = message(framing, frameSize);
		FrameBuffer buffer = new FrameBuffer(SIZE + frameSize);
		while (buffer.size() < SIZE) {
			framing.write(message, framing.terminator(), buffer);
		}
		return Arrays.copyOf(buffer.array(), SIZE);
	}

	/**
	 * The size of a frame.
	 * @param framing how messages are framed
	 * @param wanted bytes of a frame
	 * @return the same, or what the framing can carry
	 */
	static int frameSize(Framing framing, int wanted) {
		return (framing == Framing.LENGTH_1) ? Math.min(wanted, 256) : wanted;
	}

	/**
	 * A message.
	 * @param framing how it will be framed
	 * @param frameSize bytes it will have then; less when the framing cannot carry them
	 * @return its bytes
	 */
	static byte[] message(Framing framing, int frameSize) {
		int size = switch (framing) {
			case UNFRAMED -> frameSize;
			case LINE, NUL, LENGTH_1 -> frameSize(framing, frameSize) - 1;
			case CRLF, STX_ETX, LENGTH_2 -> frameSize - 2;
			case LENGTH_4 -> frameSize - 4;
		};
		String text = "the Quick brown fox jumps over lazy dogs. ";
		return text.repeat(size / text.length() + 1).substring(0, size).getBytes(StandardCharsets.US_ASCII);
	}

}
