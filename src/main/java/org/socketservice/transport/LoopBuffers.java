package org.socketservice.transport;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.IoHandle;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;
import org.socketservice.framing.FrameBuffer;

/**
 * Buffers of one event loop. Its connections take turns, so they share one to read into,
 * one to look for messages in and one to write replies to; a connection has memory of its
 * own only for what it leaves behind.
 */
final class LoopBuffers {

	/** Bytes read at most by one system call. */
	static final int READ_SIZE = 64 * 1024;

	/** Bytes of replies gathered before they are handed to the channel. */
	static final int WRITE_SIZE = 64 * 1024;

	private static final FastThreadLocal<LoopBuffers> CURRENT = new FastThreadLocal<>() {

		@Override
		protected LoopBuffers initialValue() {
			return new LoopBuffers();
		}

		@Override
		protected void onRemoval(LoopBuffers buffers) {
			buffers.release();
		}

	};

	private final FrameBuffer replies = new FrameBuffer(WRITE_SIZE);

	/** Whose replies are being gathered. */
	private @Nullable ChannelOutput writer;

	private byte[] input = new byte[READ_SIZE];

	/** Handles of channels whose {@link FramedChannel} is not made yet. */
	private final Map<IoHandle, DirectEpollHandle> unclaimed = DirectEpollHandle.newUnclaimed();

	private final TurnOutput turn = new TurnOutput();

	private @Nullable ByteBuf readBuffer;

	private @Nullable ByteBuf writeBuffer;

	/**
	 * Those of the calling event loop.
	 * @return the buffers
	 */
	static LoopBuffers current() {
		return CURRENT.get();
	}

	Map<IoHandle, DirectEpollHandle> unclaimed() {
		return this.unclaimed;
	}

	/**
	 * Where replies of a channel are gathered; empty between two turns. What another
	 * channel has gathered meanwhile is handed to that one first: a service may send to
	 * any connection in the turn of any other.
	 * @param channel the one to append for
	 * @return the buffer
	 */
	FrameBuffer replies(ChannelOutput channel) {
		ChannelOutput writer = this.writer;
		if (writer != channel) {
			if (writer != null && this.replies.size() > 0) {
				writer.write();
			}
			this.writer = channel;
		}
		return this.replies;
	}

	/**
	 * How much has been gathered for a channel.
	 * @param channel any
	 * @return bytes
	 */
	int gathered(ChannelOutput channel) {
		return (this.writer == channel) ? this.replies.size() : 0;
	}

	/**
	 * The replies gathered.
	 * @return an array that begins with them
	 */
	byte[] replyBytes() {
		return this.replies.array();
	}

	/**
	 * What the connections of one turn send at its end.
	 * @return the event loop's only one
	 */
	TurnOutput turn() {
		return this.turn;
	}

	/**
	 * An array to look for messages in; its content is valid during one turn.
	 * @param size bytes needed
	 * @return an array that long or longer
	 */
	byte[] input(int size) {
		if (this.input.length < size) {
			this.input = new byte[size];
		}
		return this.input;
	}

	/**
	 * A buffer to read into, to be given back or released.
	 * @return an empty buffer
	 */
	ByteBuf takeReadBuffer() {
		ByteBuf buffer = this.readBuffer;
		if (buffer == null) {
			return UnpooledByteBufAllocator.DEFAULT.directBuffer(READ_SIZE, READ_SIZE);
		}
		this.readBuffer = null;
		return buffer;
	}

	/**
	 * Give a buffer back after use.
	 * @param buffer any buffer; released unless it can serve again
	 */
	void giveBack(ByteBuf buffer) {
		if (this.readBuffer == null && buffer.maxCapacity() == READ_SIZE && buffer.refCnt() == 1) {
			this.readBuffer = buffer.clear();
		}
		else {
			buffer.release();
		}
	}

	/**
	 * A buffer with the replies gathered, for one write; the replies are empty then.
	 * @param allocator for buffers
	 * @param shareable whether the write leaves the buffer as it is; TLS does not, and it
	 * reads arrays faster
	 * @return a buffer the caller owns
	 */
	ByteBuf takeReplies(ByteBufAllocator allocator, boolean shareable) {
		int size = this.replies.size();
		ByteBuf buffer;
		if (shareable && size <= WRITE_SIZE) {
			buffer = this.writeBuffer;
			if (buffer == null || buffer.refCnt() != 1) {
				if (buffer != null) {
					this.writeBuffer = null; // there may be no memory for another one
					buffer.release();
				}
				buffer = allocator.directBuffer(WRITE_SIZE, WRITE_SIZE);
				this.writeBuffer = buffer;
			}
			buffer.clear().retain();
		}
		else {
			buffer = shareable ? allocator.directBuffer(size) : allocator.heapBuffer(size);
		}
		buffer.writeBytes(this.replies.array(), 0, size);
		this.replies.clear(WRITE_SIZE);
		this.writer = null;
		return buffer;
	}

	/** Forget the replies gathered. */
	void dropReplies() {
		this.replies.clear(WRITE_SIZE);
		this.writer = null;
	}

	private void release() {
		this.turn.release();
		ByteBuf buffer = this.readBuffer;
		if (buffer != null) {
			this.readBuffer = null;
			buffer.release();
		}
		buffer = this.writeBuffer;
		if (buffer != null) {
			this.writeBuffer = null;
			buffer.release();
		}
	}

}
