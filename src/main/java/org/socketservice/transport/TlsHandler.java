package org.socketservice.transport;

import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;

/**
 * Netty's TLS, made fit for closing in order. Closing the channel closes it, at once: who
 * wants the peer to be told calls {@link #closeOutbound()} before. A close_notify is the
 * end of the peer's output only, on TLS 1.2 as well, where RFC 5246 (7.2.1) has what is
 * still to be sent thrown away; a FIN without one is {@link InputEnd#TRUNCATED}.
 */
public final class TlsHandler extends SslHandler {

	private static final int ALERT = 21;

	private static final String TLS_1_3 = "TLSv1.3";

	private final TlsEdge edge;

	private long lastInput = System.nanoTime();

	private long recordBegun;

	private boolean inputEnded;

	private boolean alertEndsInput;

	/**
	 * Create a handler.
	 * @param engine of the connection
	 * @param handshakeTimeout zero for none
	 * @param linger how long the channel stays open after TLS has failed, so that the
	 * peer gets the alert; zero closes it at once
	 */
	public TlsHandler(SSLEngine engine, Duration handshakeTimeout, Duration linger) {
		super(engine);
		setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
		this.edge = new TlsEdge(linger);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) throws Exception {
		context.pipeline().addBefore(context.name(), null, this.edge);
		super.handlerAdded(context);
	}

	/**
	 * Whether no message can come yet, or never will.
	 * @return {@code false} once the handshake has succeeded
	 */
	public boolean isHandshaking() {
		return !handshakeFuture().isSuccess();
	}

	/**
	 * When input last came, encrypted.
	 * @return {@link System#nanoTime()}
	 */
	long lastInput() {
		return this.lastInput;
	}

	/**
	 * When the record began that is not complete.
	 * @return {@link System#nanoTime()}, 0 if there is none
	 */
	long recordBegun() {
		return this.recordBegun;
	}

	/**
	 * Whether the channel is being closed, perhaps once the peer has an alert.
	 * @return {@code true} from then on
	 */
	public boolean isClosing() {
		return this.edge.isClosing();
	}

	/** Drop what comes from now on without decrypting it. */
	public void discard() {
		this.edge.discard();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
		this.lastInput = System.nanoTime();
		int before = actualReadableBytes() + ((ByteBuf) message).readableBytes();
		super.channelRead(context, message);
		int rest = actualReadableBytes();
		if (rest == 0 || this.inputEnded) {
			this.recordBegun = 0;
		}
		else if (this.recordBegun == 0 || rest < before) {
			this.recordBegun = this.lastInput;
		}
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws SSLException {
		if (this.inputEnded) {
			in.skipBytes(in.readableBytes());
		}
		else if (isAlertTheEnd() && in.isReadable() && in.getUnsignedByte(in.readerIndex()) == ALERT) {
			in.skipBytes(in.readableBytes());
			end(context, InputEnd.COMPLETE);
		}
		else {
			super.decode(context, in, out);
		}
	}

	/**
	 * On TLS 1.2 the type of a record can be seen, and the engine would close both sides.
	 */
	private boolean isAlertTheEnd() {
		if (!this.alertEndsInput && !isHandshaking()) {
			this.alertEndsInput = !TLS_1_3.equals(engine().getSession().getProtocol());
		}
		return this.alertEndsInput;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
		if (!(event instanceof ChannelInputShutdownEvent)) {
			super.userEventTriggered(context, event);
		}
		else if (isHandshaking()) {
			close(context, context.newPromise());
		}
		else {
			end(context, InputEnd.TRUNCATED);
		}
	}

	private void end(ChannelHandlerContext context, InputEnd end) {
		endInput();
		context.fireUserEventTriggered(end);
	}

	/** What comes after the end is not even decrypted. */
	void endInput() {
		this.inputEnded = true;
		this.recordBegun = 0;
	}

	/** The peer is not to blame for the time nobody read what it sent. */
	void restartClock() {
		if (this.recordBegun != 0) {
			this.recordBegun = System.nanoTime();
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.edge.closeNow();
		context.close(promise);
	}

	/**
	 * Tell the peer that nothing more will come (close_notify), behind what was written
	 * and flushed.
	 * @return completed when that has left
	 */
	@Override
	public ChannelFuture closeOutbound() {
		return super.closeOutbound();
	}

}
