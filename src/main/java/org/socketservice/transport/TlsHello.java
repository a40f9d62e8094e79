package org.socketservice.transport;

import io.netty.buffer.ByteBuf;

/**
 * Recognizes a client that speaks TLS to a port without it, so that its operator is told
 * what is wrong. Strict, because the bytes might be a message.
 */
public enum TlsHello {

	/** The user event that tells of it. */
	UNEXPECTED;

	private static final int RECORD_HEADER = 5;

	private static final int HANDSHAKE_HEADER = 4;

	private static final int HANDSHAKE = 22;

	private static final int CLIENT_HELLO = 1;

	private static final int LEAST = 40;

	private static final int MOST = 1 << 14;

	/**
	 * Whether input begins with a ClientHello in one record (RFC 8446, 4 and 5.1).
	 * @param input the first of a connection
	 * @return {@code false} also if too little has come
	 */
	static boolean isAt(ByteBuf input) {
		int at = input.readerIndex();
		if (input.readableBytes() < RECORD_HEADER + HANDSHAKE_HEADER || input.getUnsignedByte(at) != HANDSHAKE
				|| input.getUnsignedByte(at + 1) != 3 || input.getUnsignedByte(at + 2) > 4) {
			return false;
		}
		int length = input.getUnsignedShort(at + 3);
		return length >= LEAST && length <= MOST && input.getUnsignedByte(at + RECORD_HEADER) == CLIENT_HELLO
				&& input.getUnsignedMedium(at + RECORD_HEADER + 1) == length - HANDSHAKE_HEADER;
	}

}
