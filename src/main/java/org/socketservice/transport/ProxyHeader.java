package org.socketservice.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the PROXY protocol header (version 1 or 2) that a connection must begin with.
 * What follows it in the same segment goes to the handlers added behind. A beginning that
 * is no header is refused at its first wrong byte: Netty's decoder would wait for more.
 *
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY
 * protocol</a>
 */
public final class ProxyHeader {

	private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] VERSION_2 = { '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n' };

	private final Consumer<ProxiedPeer> found;

	private final Consumer<String> missing;

	private final Guard guard = new Guard();

	private final HAProxyMessageDecoder decoder = new HAProxyMessageDecoder();

	private final Receiver receiver = new Receiver();

	private @Nullable ScheduledFuture<?> timeout;

	private boolean done;

	private ProxyHeader(Consumer<ProxiedPeer> found, Consumer<String> missing) {
		this.found = found;
		this.missing = missing;
	}

	/**
	 * Wait for the header. One of the two is called, once, on the event loop, unless the
	 * channel is closed before; the first one adds the handlers of the connection.
	 * @param channel just accepted from a proxy that is trusted
	 * @param timeout how long to wait, zero for ever
	 * @param found gets what the header says, which the channel knows by then
	 * @param missing gets what is wrong, in a few words
	 */
	public static void await(Channel channel, Duration timeout, Consumer<ProxiedPeer> found, Consumer<String> missing) {
		ProxyHeader header = new ProxyHeader(found, missing);
		channel.pipeline().addLast(header.guard, header.decoder, header.receiver);
		if (timeout.isPositive()) {
			header.timeout = channel.eventLoop()
				.schedule(() -> header.fail("no header in time"), timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private boolean finish() {
		boolean first = !this.done;
		this.done = true;
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
		return first;
	}

	private void fail(String what) {
		if (finish()) {
			this.guard.discarding = true;
			this.missing.accept(what);
		}
	}

	/**
	 * In front of the decoder: gives back the event loop's read buffer, and does not let
	 * the decoder close the channel.
	 */
	private final class Guard extends ChannelDuplexHandler {

		private int matched;

		private boolean version1 = true;

		private boolean version2 = true;

		private boolean decoding;

		private boolean discarding;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf read = (ByteBuf) message;
			ByteBuf copy = context.alloc().buffer(read.readableBytes());
			copy.writeBytes(read);
			LoopBuffers.current().giveBack(read);
			if (!this.discarding && !isHeader(copy)) {
				fail("input is no header");
			}
			if (this.discarding) {
				copy.release();
			}
			else {
				this.decoding = true;
				context.fireChannelRead(copy);
				this.decoding = false;
			}
		}

		private boolean isHeader(ByteBuf input) {
			for (int i = input.readerIndex(); i < input.writerIndex() && this.matched < VERSION_2.length; i++) {
				byte next = input.getByte(i);
				this.version1 &= this.matched >= VERSION_1.length || VERSION_1[this.matched] == next;
				this.version2 &= VERSION_2[this.matched] == next;
				this.matched++;
			}
			return this.version1 || this.version2;
		}

		@Override
		public void close(ChannelHandlerContext context, ChannelPromise promise) {
			if (this.decoding && !ProxyHeader.this.done) {
				promise.trySuccess(); // the decoder, which is about to throw
			}
			else {
				context.close(promise);
			}
		}

	}

	/**
	 * Behind the decoder.
	 */
	private final class Receiver extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (!(message instanceof HAProxyMessage header)) {
				context.fireChannelRead(message);
				return;
			}
			try {
				ProxiedPeer peer = ProxiedPeers.of(header, context.channel().remoteAddress());
				if (finish()) {
					peer.attach(context.channel());
					context.pipeline().remove(ProxyHeader.this.guard);
					ProxyHeader.this.found.accept(peer);
					context.pipeline().remove(this);
				}
			}
			catch (IllegalArgumentException ex) {
				fail("an address is none");
			}
			finally {
				ReferenceCountUtil.release(message);
			}
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof ChannelInputShutdownEvent) {
				fail("no header before the end of input");
			}
			context.fireUserEventTriggered(event);
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			fail("closed before the header");
			context.fireChannelInactive();
		}

		/** What is left behind a bad header is no header either: the decoder says so. */
		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (ProxyHeader.this.done && !(cause instanceof DecoderException)) {
				context.fireExceptionCaught(cause);
			}
			fail("a header that cannot be read");
		}

	}

}
