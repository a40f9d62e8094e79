package org.socketservice.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.socketservice.connection.QueuedReplies;

/**
 * What waits for the peer of one connection, as its part of what all connections may have
 * waiting.
 */
final class QueuedOutput {

	private final Channel channel;

	private final QueuedReplies total;

	private final Runnable whenEmpty;

	private long counted;

	private boolean watching;

	private boolean closed;

	QueuedOutput(Channel channel, QueuedReplies total, Runnable whenEmpty) {
		this.channel = channel;
		this.total = total;
		this.whenEmpty = whenEmpty;
	}

	static long pendingBytes(Channel channel) {
		ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
		return (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
	}

	/** Count what waits now; must follow each flush. */
	void update() {
		long pending = this.closed ? 0 : pendingBytes(this.channel);
		if (this.closed || (pending == 0 && this.counted == 0)) {
			return;
		}
		this.total.add(pending - this.counted);
		this.counted = pending;
		if (pending == 0) {
			this.whenEmpty.run();
		}
		else if (!this.watching) {
			this.watching = true;
			// Netty takes what has left off the account after it has told so
			this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
				.addListener((sent) -> this.channel.eventLoop().execute(() -> {
					this.watching = false;
					update();
				}));
		}
	}

	boolean isEmpty() {
		return this.counted == 0;
	}

	void close() {
		this.closed = true;
		this.total.add(-this.counted);
		this.counted = 0;
	}

}
