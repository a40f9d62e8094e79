package org.socketservice.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.socketservice.framing.FrameReader;
import org.socketservice.framing.FramingException;

/**
 * Input of one connection, a message at a time.
 */
final class MessageInput {

	private static final int READ_SIZE = 64 * 1024;

	private final ClientSocket socket;

	private final FrameReader reader;

	private final ClientCounts counts;

	private byte[] buffer = new byte[READ_SIZE];

	private int from;

	private int to;

	private boolean ended;

	MessageInput(ClientSocket socket, FrameReader reader, ClientCounts counts) {
		this.socket = socket;
		this.reader = reader;
		this.counts = counts;
	}

	boolean isBuffered() {
		return this.from < this.to;
	}

	/**
	 * Wait for the next message.
	 * @param timeout how long, zero for ever
	 * @return the message without its frame, {@code null} at the end of input
	 * @throws SocketTimeoutException if none was complete in time; what there is of it is
	 * kept
	 * @throws IOException if the connection fails or what came is no message
	 */
	byte @Nullable [] next(Duration timeout) throws IOException {
		long begin = System.nanoTime();
		try {
			while (true) {
				if (isBuffered() && isMessage(this.reader.find(this.buffer, this.from, this.to))) {
					return take();
				}
				if (this.ended) {
					boolean rest = isBuffered() && isMessage(this.reader.findLast(this.buffer, this.from, this.to));
					return rest ? take() : null;
				}
				fill(timeout, begin);
			}
		}
		catch (FramingException ex) {
			this.ended = true;
			this.from = this.to;
			throw new IOException(ex.getMessage(), ex);
		}
	}

	private static boolean isMessage(int found) {
		return found == FrameReader.MESSAGE;
	}

	private byte[] take() {
		byte[] message = Arrays.copyOfRange(this.buffer, this.reader.start(), this.reader.end());
		this.from = this.reader.next();
		return message;
	}

	private void fill(Duration timeout, long begin) throws IOException {
		if (this.from > 0) {
			System.arraycopy(this.buffer, this.from, this.buffer, 0, this.to - this.from);
			this.to -= this.from;
			this.from = 0;
		}
		if (this.to == this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, this.buffer.length * 2);
		}
		Duration left = timeout.isZero() ? timeout : timeout.minusNanos(System.nanoTime() - begin);
		boolean over = !timeout.isZero() && !left.isPositive();
		int count = over ? 0
				: this.socket.read(ByteBuffer.wrap(this.buffer, this.to, this.buffer.length - this.to), left);
		if (count == 0) {
			throw new SocketTimeoutException("no reply within " + ClientContext.text(timeout));
		}
		if (count < 0) {
			this.ended = true;
		}
		else {
			this.to += count;
			this.counts.received(count);
		}
	}

}
