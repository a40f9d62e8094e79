package org.socketservice.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * The side of TLS towards the socket: gives back the event loop's read buffer instead of
 * keeping it for a record that is not complete, and has the alert arrive when TLS fails:
 * closing with unread input would make the kernel send a reset that destroys it.
 */
final class TlsEdge extends ChannelDuplexHandler {

	private final Duration linger;

	private boolean closing;

	private boolean discarding;

	TlsEdge(Duration linger) {
		this.linger = linger;
	}

	/** The next close is wanted from outside, not the answer of TLS to a failure. */
	void closeNow() {
		this.closing = true;
	}

	boolean isClosing() {
		return this.closing;
	}

	void discard() {
		this.discarding = true;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.discarding || !(message instanceof ByteBuf read)) {
			ReferenceCountUtil.release(message);
			return;
		}
		ByteBuf copy = context.alloc().heapBuffer(read.readableBytes());
		copy.writeBytes(read);
		LoopBuffers.current().giveBack(read);
		context.fireChannelRead(copy);
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (this.closing || this.linger.isZero() || !context.channel().isActive()
				|| !(context.channel() instanceof DuplexChannel channel)) {
			context.close(promise);
			return;
		}
		this.closing = true;
		this.discarding = true;
		context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((sent) -> channel.shutdownOutput());
		context.executor().schedule(() -> context.close(), this.linger.toMillis(), TimeUnit.MILLISECONDS);
		channel.closeFuture().addListener((closed) -> promise.trySuccess());
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent && this.closing) {
			context.close();
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

}
