package org.socketservice.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Answers lines in the buffer they were read into: no object and no copy per line, one write and one flush per read.
 */
final class TunedHandler extends ChannelInboundHandlerAdapter {

	private static final long EACH = 0x0101010101010101L;

	private static final long TOP = EACH << 7;

	private static final long BELOW_A = EACH * (128 - 'a');

	private static final long BEYOND_Z = EACH * (127 - 'z');

	private final int maxLine;

	/** The begin of a line whose end has not come yet, or null. */
	private ByteBuf begun;

	private boolean written;

	TunedHandler(int maxLine) {
		this.maxLine = maxLine;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf input = (ByteBuf) message;
		int searched = 0;
		if (this.begun != null) {
			searched = this.begun.readableBytes();
			this.begun.writeBytes(input);
			input.release();
			input = this.begun;
			this.begun = null;
		}
		int end = answer(input, input.readerIndex() + searched);
		if (input.writerIndex() - end > this.maxLine) {
			input.release();
			context.close();
			return;
		}
		if (end == input.readerIndex()) {
			this.begun = input;
			return;
		}
		if (end < input.writerIndex()) {
			int rest = input.writerIndex() - end;
			this.begun = context.alloc().directBuffer(rest * 2).writeBytes(input, end, rest);
			input.writerIndex(end);
		}
		context.write(input, context.voidPromise());
		this.written = true;
	}

	/** Upper-cases every complete line; returns the index behind the last. */
	private static int answer(ByteBuf buffer, int searchFrom) {
		int limit = buffer.writerIndex();
		int line = buffer.readerIndex();
		for (int feed = buffer.indexOf(searchFrom, limit, (byte) '\n'); feed >= 0; feed = buffer.indexOf(line, limit,
				(byte) '\n')) {
			upperCase(buffer, line, feed);
			line = feed + 1;
		}
		return line;
	}

	private static void upperCase(ByteBuf buffer, int from, int to) {
		int at = from;
		for (; at <= to - Long.BYTES; at += Long.BYTES) {
			long eight = buffer.getLongLE(at);
			buffer.setLongLE(at, upperCase(eight));
		}
		for (; at < to; at++) {
			buffer.setByte(at, (int) upperCase(buffer.getByte(at) & 0xFFL));
		}
	}

	/** Eight bytes at once: finds those from a to z, and clears bit 5 of them. */
	private static long upperCase(long eight) {
		long ascii = eight & ~TOP;
		long lower = (ascii + BELOW_A) & ~(ascii + BEYOND_Z) & ~eight & TOP;
		return eight ^ (lower >>> 2);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.written) {
			this.written = false;
			context.flush();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.begun != null) {
			this.begun.release();
			this.begun = null;
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
