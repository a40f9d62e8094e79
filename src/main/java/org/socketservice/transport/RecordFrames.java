package org.socketservice.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.socketservice.framing.Framing;

/**
 * How records travel inside of this program: each behind its length in four bytes, so
 * that several fit into one buffer and an empty one is seen. On the wire there is no such
 * length, and it is not counted.
 */
public final class RecordFrames {

	/** What a pipeline above a {@link SeqpacketChannel} cuts its input with. */
	public static final Framing FRAMING = Framing.LENGTH_4;

	static final int HEADER = Integer.BYTES;

	private RecordFrames() {
	}

	/**
	 * How many bytes of a buffer came from or go to the wire.
	 * @param channel whose buffer it is
	 * @param buffer whole frames, if it is a channel of records
	 * @return bytes without the lengths
	 */
	static int payload(Channel channel, ByteBuf buffer) {
		if (!(channel instanceof SeqpacketChannel)) {
			return buffer.readableBytes();
		}
		int payload = 0;
		int at = buffer.readerIndex();
		while (at < buffer.writerIndex()) {
			int length = Math.min(buffer.getInt(at), buffer.writerIndex() - at - HEADER); // less
																							// if
																							// too
																							// long
			payload += length;
			at += HEADER + length;
		}
		return payload;
	}

	/**
	 * How long a message may be that is sent.
	 * @param channel to be sent by
	 * @return bytes
	 */
	static int maxSize(Channel channel) {
		return (channel instanceof SeqpacketChannel records) ? records.maxSendSize() : Integer.MAX_VALUE;
	}

}
