package org.socketservice.listener;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import org.socketservice.framing.FrameBuffer;
import org.socketservice.framing.FrameReader;
import org.socketservice.framing.FramingException;

/**
 * Tells a client that is not admitted why, and closes so that the text arrives: the
 * output ends, input is dropped until the client closes or {@code linger} is over. With
 * too many of these at once, or with TLS, it closes without a word.
 */
final class RefusedConnection extends ChannelInboundHandlerAdapter {

	private final ListenerContext context;

	private final String reason;

	private boolean lingering;

	RefusedConnection(ListenerContext context, String reason) {
		this.context = context;
		this.reason = reason;
	}

	@Override
	public void channelActive(ChannelHandlerContext channelContext) {
		if (this.context.isTls() || !this.context.refusals().enter()) {
			channelContext.close();
			return;
		}
		this.lingering = true;
		channelContext.writeAndFlush(text()).addListener((sent) -> {
			if (sent.isSuccess() && channelContext.channel() instanceof DuplexChannel duplex) {
				duplex.shutdownOutput();
			}
		});
		channelContext.executor()
			.schedule(() -> channelContext.close(), this.context.lingerNanos(), TimeUnit.NANOSECONDS);
	}

	private ByteBuf text() {
		FrameBuffer text = new FrameBuffer(128);
		try {
			this.context.framing().write(this.context.gateway().refusal(this.reason), FrameReader.LF, text);
		}
		catch (FramingException ex) {
			return Unpooled.EMPTY_BUFFER; // an ErrorReply of the user's
		}
		return Unpooled.wrappedBuffer(text.array(), 0, text.size());
	}

	@Override
	public void channelRead(ChannelHandlerContext channelContext, Object message) {
		ReferenceCountUtil.release(message);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext channelContext, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			channelContext.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext channelContext) {
		if (this.lingering) {
			this.context.refusals().leave();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext channelContext, Throwable cause) {
		channelContext.close();
	}

}
