package org.socketservice.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * Answers one line, which comes with its terminator from the decoder before it.
 */
final class PlainHandler extends SimpleChannelInboundHandler<ByteBuf> {

	@Override
	protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
		ByteBuf reply = context.alloc().buffer(line.readableBytes());
		while (line.isReadable()) {
			byte value = line.readByte();
			reply.writeByte((value >= 'a' && value <= 'z') ? value - 32 : value);
		}
		context.write(reply);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.flush();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
