package org.socketservice.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.QueuedReplies;
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

	private final LoopBuffers loop = LoopBuffers.current();

	private @Nullable DirectOutput direct;

	private boolean reading;

	private boolean ended;

	private boolean unflushed;

	private boolean holding;

	private long bytesSent;

	private long messagesSent;

	private @Nullable QueuedOutput queued;

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
		if (this.ended) {
			return null;
		}
		if (message.length > RecordFrames.maxSize(this.channel)) {
			return "message too long for a record";
		}
		FrameBuffer replies = this.loop.replies(this);
		try {
			this.framing.write(message, terminator, replies);
		}
		catch (FramingException ex) {
			return String.valueOf(ex.getMessage());
		}
		this.messagesSent++;
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
		ByteBuf bytes = take();
		if (bytes != null) {
			this.unflushed = true;
			if (this.direct != null) {
				this.direct.noteQueued();
			}
			this.channel.write(bytes, this.channel.voidPromise());
		}
	}

	/** Hand over what was appended; what follows is dropped. */
	void end() {
		write();
		settle();
		this.ended = true;
	}

	private @Nullable ByteBuf take() {
		if (this.loop.gathered(this) == 0) {
			return null;
		}
		settle();
		ByteBuf bytes;
		try {
			bytes = this.loop.takeReplies(this.channel.alloc(), this.shareable);
		}
		catch (OutOfMemoryError ex) {
			// this may be the turn of another connection, which must not suffer
			this.loop.dropReplies();
			this.channel.pipeline().fireExceptionCaught(ex);
			return null;
		}
		int size = RecordFrames.payload(this.channel, bytes);
		this.bytesSent += size;
		this.traffic.sent(size);
		this.lastWrite = System.nanoTime();
		return bytes;
	}

	/**
	 * Send what was appended, unless a read batch is going on (its end does it) or output
	 * is held and the write buffer has room.
	 */
	public void flush() {
		this.traffic.tellDurations();
		if (this.direct != null && isDirectNow()) {
			ByteBuf bytes = take();
			if (bytes != null) {
				this.direct.send(bytes);
			}
			return;
		}
		write();
		if (this.unflushed && !this.reading && !(this.holding && this.channel.isWritable())) {
			this.unflushed = false;
			this.channel.flush();
			noteQueued();
		}
	}

	/**
	 * Send what was appended, by the end of the event loop's turn if it is little.
	 * @param readAt when its requests were read, {@link System#nanoTime()}
	 */
	void flushInTurn(long readAt) {
		int size = this.loop.gathered(this);
		if (this.direct == null || !isDirectNow() || !this.direct.isDeferrable(size)) {
			flush();
			return;
		}
		this.bytesSent += size;
		this.traffic.sent(size);
		this.direct.defer(this.loop.replyBytes(), size, readAt);
		this.loop.dropReplies();
	}

	private boolean isDirectNow() {
		return !this.reading && !this.holding && !this.unflushed;
	}

	/** What waits for the end of the turn is about to be sent. */
	void tellDurations() {
		this.traffic.tellDurations();
	}

	/**
	 * It is the end of the turn, and what waited is between the indices of its buffer.
	 */
	void endTurn(long now, ByteBuf bytes) {
		this.lastWrite = now;
		if (this.direct != null) {
			this.direct.sendDeferred(bytes);
		}
	}

	/** Have what waits for the end of the turn sent now. */
	void settle() {
		if (this.direct != null) {
			this.direct.settle();
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
		if (reading) {
			write(); // what another connection's turn has left
		}
		this.reading = reading;
	}

	boolean isReading() {
		return this.reading;
	}

	/**
	 * Send past the pipeline from now on.
	 * @param direct the channel's handle
	 */
	void sendTo(DirectEpollHandle direct) {
		this.direct = new DirectOutput(this, this.channel, direct, this.loop.turn());
	}

	boolean isDirect() {
		return this.direct != null;
	}

	/**
	 * Have what waits for the peer counted.
	 * @param total to count it in
	 * @param whenEmpty what to do when nothing waits any more
	 */
	public void countQueued(QueuedReplies total, Runnable whenEmpty) {
		this.queued = new QueuedOutput(this.channel, total, whenEmpty);
	}

	/** What has just been sent may wait for the peer. */
	void noteQueued() {
		if (this.queued != null) {
			this.queued.update();
		}
	}

	/**
	 * Whether something waits for the peer, as far as it is counted.
	 * @return {@code false} when all has left
	 */
	public boolean isQueueing() {
		return this.queued != null && !this.queued.isEmpty();
	}

	/** The channel is closed: nothing waits any more. */
	public void closed() {
		if (this.queued != null) {
			this.queued.close();
		}
	}

	boolean isFull() {
		if (this.direct != null && !this.direct.isQueued()) {
			return !this.direct.isOpen();
		}
		ChannelOutboundBuffer queue = this.channel.unsafe().outboundBuffer();
		// without a queue the output has ended: nothing waits, and input may go on
		return (queue != null) ? !queue.isWritable() : !this.channel.isActive();
	}

	/**
	 * Bytes written that have not left yet.
	 * @return 0 when all have
	 */
	public long pendingBytes() {
		settle();
		return QueuedOutput.pendingBytes(this.channel);
	}

	/**
	 * Bytes handed to the channel so far.
	 * @return a count
	 */
	public long bytesSent() {
		return this.bytesSent;
	}

	/**
	 * Messages appended so far.
	 * @return a count
	 */
	public long messagesSent() {
		return this.messagesSent;
	}

	/**
	 * When bytes were last handed to the channel.
	 * @return {@link System#nanoTime()}
	 */
	public long lastWrite() {
		return this.lastWrite;
	}

}
