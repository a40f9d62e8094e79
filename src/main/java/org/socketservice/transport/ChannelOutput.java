package org.socketservice.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.FrameBuffer;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

/**
 * Output of one connection: messages are framed into the event loop's buffer and reach
 * the channel in one write per batch.
 */
public final class ChannelOutput {

	private final Channel channel;

	private final Framing framing;

	private final TrafficCounters traffic;

	private final boolean shareable;

	private @Nullable LoopBuffers loop;

	private boolean reading;

	private boolean unflushed;

	private boolean holding;

	private long bytesSent;

	private long lastWrite = System.nanoTime();

	ChannelOutput(Channel channel, Framing framing, TrafficCounters traffic, boolean shareable) {
		this.channel = channel;
		this.framing = framing;
		this.traffic = traffic;
		this.shareable = shareable;
	}

	/**
	 * Frame one message and append it to what is to be sent.
	 * @param message the bytes without a frame
	 * @param terminator see {@link org.socketservice.framing.FrameReader#terminator()}
	 * @return {@code null}, or why the framing cannot carry the message
	 */
	public @Nullable String append(byte[] message, int terminator) {
		FrameBuffer replies = loop().replies(this);
		try {
			this.framing.write(message, terminator, replies);
		}
		catch (FramingException ex) {
			return String.valueOf(ex.getMessage());
		}
		if (replies.size() >= LoopBuffers.WRITE_SIZE) {
			write();
		}
		return null;
	}

	/**
	 * Hand the batch to the channel; must follow in the same turn of the event loop, or
	 * when another channel of the event loop wants to append.
	 */
	void write() {
		LoopBuffers loop = loop();
		if (loop.gathered(this) > 0) {
			ByteBuf batch = loop.takeReplies(this.channel.alloc(), this.shareable);
			int size = RecordFrames.payload(this.channel, batch);
			this.bytesSent += size;
			this.traffic.sent(size);
			this.unflushed = true;
			this.lastWrite = System.nanoTime();
			this.channel.write(batch, this.channel.voidPromise());
		}
	}

	/**
	 * Send what was appended, unless a read batch is going on (its end does it) or output
	 * is held and the write buffer has room.
	 */
	public void flush() {
		write();
		if (this.unflushed && !this.reading && !(this.holding && this.channel.isWritable())) {
			this.unflushed = false;
			this.channel.flush();
		}
	}

	/**
	 * Keep output back until released, as long as the write buffer has room.
	 * @param hold whether to hold
	 */
	public void hold(boolean hold) {
		this.holding = hold;
		if (!hold) {
			flush();
		}
	}

	/**
	 * A read batch begins or ends.
	 * @param reading whether messages are being delivered
	 */
	void setReading(boolean reading) {
		this.reading = reading;
		write();
	}

	private LoopBuffers loop() {
		LoopBuffers loop = this.loop;
		if (loop == null) {
			loop = LoopBuffers.current();
			this.loop = loop;
		}
		return loop;
	}

	boolean isFull() {
		return !this.channel.isWritable();
	}

	/**
	 * Bytes written that have not left yet.
	 * @return 0 when all have
	 */
	public long pendingBytes() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		return (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
	}

	/**
	 * Bytes handed to the channel so far.
	 * @return a count
	 */
	public long bytesSent() {
		return this.bytesSent;
	}

	/**
	 * When bytes were last handed to the channel.
	 * @return {@link System#nanoTime()}
	 */
	public long lastWrite() {
		return this.lastWrite;
	}

}
