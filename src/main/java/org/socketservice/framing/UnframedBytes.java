package org.socketservice.framing;

/**
 * No frames: what a read brings is a message, at most as many bytes at a time as a
 * message may have, like a server that calls {@code recv(2)} with a buffer of that size.
 * How TCP cuts the stream is therefore visible to the service.
 */
final class UnframedBytes extends FrameReader {

	private final int maxMessageSize;

	UnframedBytes(int maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	@Override
	public int find(byte[] buffer, int from, int to) {
		if (from == to) {
			return INCOMPLETE;
		}
		int end = from + Math.min(to - from, this.maxMessageSize);
		return found(from, end, end, NONE);
	}

	@Override
	public int findLast(byte[] buffer, int from, int to) {
		return find(buffer, from, to);
	}

}
