package org.socketservice.listener;

import java.io.IOException;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.TlsFailure;
import org.socketservice.transport.TlsFailures;
import org.socketservice.transport.TlsHandler;
import org.socketservice.transport.TlsHello;

/**
 * What becomes of one connection by TLS: established, refused, broken, or spoken where
 * there is none.
 */
final class ConnectionSecurity {

	private final ListenerContext context;

	private final Channel channel;

	private final ConnectionView view;

	private final ConnectionClose close;

	private final long begin = System.nanoTime();

	ConnectionSecurity(ListenerContext context, Channel channel, ConnectionView view, ConnectionClose close) {
		this.context = context;
		this.channel = channel;
		this.view = view;
		this.close = close;
	}

	/**
	 * Take an event of the channel.
	 * @param event any
	 */
	void onEvent(Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (handshake.isSuccess()) {
				succeeded();
			}
			else {
				failed(handshake.cause());
			}
		}
		else if (event == TlsHello.UNEXPECTED) {
			this.context.faults()
				.report("tls-hello",
						() -> "got a TLS ClientHello from " + this.view.remote() + " but has no ssl.bundle");
			this.close.begin(CloseReason.MALFORMED);
		}
	}

	private void succeeded() {
		this.context.counts().tls().handshaken(System.nanoTime() - this.begin);
		SslHandler handler = this.channel.pipeline().get(SslHandler.class);
		if (handler != null) {
			this.view.secured(handler.engine().getSession());
		}
	}

	private void failed(Throwable cause) {
		if (this.close.isBegun()) {
			return; // by us
		}
		TlsFailure reason = TlsFailures.of(cause);
		this.context.counts().tls().failed(reason);
		this.close.failing(CloseReason.HANDSHAKE);
		if (reason != TlsFailure.CLOSED) { // as plain health checks do
			this.context.faults()
				.report(reason.tag(), () -> "could not establish TLS with " + this.view.remote() + ": " + reason.tag());
		}
	}

	/**
	 * Take a failure of the channel.
	 * @param cause any
	 * @return whether it is one of TLS, which closes the channel when the peer has been
	 * told
	 */
	boolean isFailing(Throwable cause) {
		TlsHandler tls = this.channel.pipeline().get(TlsHandler.class);
		if (tls == null) {
			return false;
		}
		if (!(cause instanceof SSLException) && !(cause.getCause() instanceof SSLException)) {
			boolean handshake = tls.isHandshaking() && !this.close.isBegun() && cause instanceof IOException;
			if (handshake) {
				this.channel.close(); // and the handshake has failed
			}
			return handshake;
		}
		if (!tls.isClosing()) {
			this.close.beyondTls(tls, CloseReason.MALFORMED);
		}
		else {
			this.close.failing(CloseReason.MALFORMED);
		}
		return true;
	}

}
