package org.socketservice.transport;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * Sends for one channel past Netty's queue of writes while that is empty: at once, or
 * what is little together with other channels' at the end of the event loop's turn.
 */
final class DirectOutput {

	private final ChannelOutput owner;

	private final Channel channel;

	private final DirectEpollHandle handle;

	private final TurnOutput turn;

	/** Whether Netty may have something to send first. */
	private boolean queued;

	private boolean deferred;

	/**
	 * Create an output.
	 * @param owner told what the socket did not take
	 * @param channel the channel
	 * @param handle the channel's
	 * @param turn of the channel's event loop
	 */
	DirectOutput(ChannelOutput owner, Channel channel, DirectEpollHandle handle, TurnOutput turn) {
		this.owner = owner;
		this.channel = channel;
		this.handle = handle;
		this.turn = turn;
		this.queued = DirectEpollHandle.isQueued(channel);
	}

	/**
	 * Send now; what the socket does not take waits in Netty's queue.
	 * @param bytes released here
	 */
	void send(ByteBuf bytes) {
		try {
			if (isBehindNetty() || !this.handle.send(bytes)) {
				enqueue(bytes.retain());
			}
		}
		catch (IOException ex) {
			fail(ex);
		}
		finally {
			bytes.release();
		}
	}

	/**
	 * Whether so much may wait for the end of the turn.
	 * @param size bytes to send
	 * @return {@code false} also if there is something to send first
	 */
	boolean isDeferrable(int size) {
		return size > 0 && size <= TurnOutput.MAX_SIZE && !this.deferred && !isBehindNetty() && this.turn.hasMemory();
	}

	/**
	 * Send at the end of the turn or before; see {@link #isDeferrable}.
	 * @param bytes an array that begins with what to send
	 * @param size how much that is
	 * @param readAt when its requests were read, {@link System#nanoTime()}
	 */
	void defer(byte[] bytes, int size, long readAt) {
		this.deferred = true;
		this.turn.add(this.owner, bytes, size, readAt);
	}

	/** Send what waits for the end of the turn. */
	void settle() {
		if (this.deferred) {
			this.turn.send();
		}
	}

	/**
	 * It is the end of the turn.
	 * @param bytes the turn's, with what to send between its indices
	 */
	void sendDeferred(ByteBuf bytes) {
		this.deferred = false;
		try {
			if (!this.handle.send(bytes)) {
				enqueue(this.channel.alloc().directBuffer(bytes.readableBytes()).writeBytes(bytes));
			}
		}
		catch (IOException | OutOfMemoryError ex) {
			fail(ex);
		}
	}

	private void enqueue(ByteBuf bytes) {
		this.queued = true;
		this.channel.writeAndFlush(bytes, this.channel.voidPromise());
		this.owner.noteQueued();
	}

	private void fail(Throwable cause) {
		this.channel.pipeline().fireExceptionCaught(cause);
		this.channel.close();
	}

	private boolean isBehindNetty() {
		this.queued = this.queued && DirectEpollHandle.isQueued(this.channel);
		return this.queued;
	}

	/** Something has been handed to Netty's queue. */
	void noteQueued() {
		this.queued = true;
	}

	/**
	 * Whether Netty may have something to send first.
	 * @return as of the last time something was sent
	 */
	boolean isQueued() {
		return this.queued;
	}

	boolean isOpen() {
		return this.handle.isOpen();
	}

}
