package org.socketservice.listener;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;

/**
 * Closes a listening socket once those who wait in its backlog have been accepted: the
 * kernel resets them otherwise, and their clients believe to be connected. Looks once a
 * millisecond, so that the event loop accepts in between, until nobody has come.
 */
final class LastConnections extends ChannelInboundHandlerAdapter {

	/** However many more keep coming, that long. */
	private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final long begin = System.nanoTime();

	private boolean accepted;

	/**
	 * Close the channel and wait until it is closed.
	 * @param channel listening
	 */
	static void acceptAndClose(Channel channel) {
		LastConnections last = new LastConnections();
		channel.pipeline().addLast(last);
		EventLoop loop = channel.eventLoop();
		// A turn of the loop never runs what it has scheduled itself.
		loop.execute(() -> last.schedule(channel));
		channel.closeFuture().awaitUninterruptibly();
	}

	private void schedule(Channel channel) {
		this.accepted = false;
		channel.eventLoop().schedule(() -> closeOrGoOn(channel), 1, TimeUnit.MILLISECONDS);
	}

	private void closeOrGoOn(Channel channel) {
		if (this.accepted && channel.isOpen() && System.nanoTime() - this.begin < LIMIT_NANOS) {
			schedule(channel);
		}
		else {
			channel.close();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.accepted = true;
		context.fireChannelReadComplete();
	}

}
