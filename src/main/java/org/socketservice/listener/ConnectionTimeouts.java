package org.socketservice.listener;

import org.socketservice.connection.CloseReason;
import org.socketservice.gateway.Exchange;
import org.socketservice.transport.FramedChannel;

/**
 * Applies the timeouts of one connection: for replies, for a message begun, for silence
 * and for closing.
 */
final class ConnectionTimeouts {

	private final FramedChannel framed;

	private final Exchange exchange;

	private final ConnectionClose close;

	private final ServerConnection connection;

	private final long messageTimeout;

	private final IdleTimeout idle;

	ConnectionTimeouts(ListenerContext context, FramedChannel framed, Exchange exchange, ConnectionClose close,
			ServerConnection connection) {
		this.framed = framed;
		this.exchange = exchange;
		this.close = close;
		this.connection = connection;
		this.messageTimeout = context.messageTimeoutNanos();
		this.idle = new IdleTimeout(framed, context.idleTimeoutNanos());
	}

	/**
	 * Look at them.
	 * @param now {@link System#nanoTime()}
	 */
	void tick(long now) {
		if (this.close.isBegun()) {
			this.close.tick(now);
			return;
		}
		this.exchange.tick(now);
		long begun = this.framed.messageBegun();
		if (begun != 0 && this.messageTimeout > 0 && now - begun >= this.messageTimeout) {
			this.framed.discardInput();
			this.exchange.refuse("message timeout", CloseReason.MESSAGE_TIMEOUT);
		}
		else if (this.exchange.isIdle() && !this.close.isBegun() && this.idle.isOver(now)) {
			this.connection.end(CloseReason.IDLE_TIMEOUT);
		}
	}

}
