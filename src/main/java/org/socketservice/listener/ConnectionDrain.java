package org.socketservice.listener;

import java.util.concurrent.TimeUnit;

import org.socketservice.connection.CloseReason;
import org.socketservice.gateway.Exchange;
import org.socketservice.transport.FramedChannel;
import org.socketservice.transport.TlsHandler;

/**
 * The end of one connection when its listener drains, such that no client is left with
 * half of what it sent in one go answered. First it settles: what has reached this
 * machine is read and handed over while replies are held back, so that a client waiting
 * for them sends nothing new. When nothing has come for a moment and no message is
 * incomplete, replies flow, further input is dropped, and after the last reply the
 * connection is closed.
 */
final class ConnectionDrain {

	private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	/** Later than this turn of the event loop, so that it polls before. */
	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/**
	 * Peers that never pause are cut off between two messages after this time; a message
	 * begun is dropped when it has not gone on for this long.
	 */
	private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ServerConnection connection;

	private final FramedChannel framed;

	private final Exchange exchange;

	private boolean begun;

	private boolean settled;

	private long begunAt;

	/** The last read as of the last look, after which the event loop has polled. */
	private long seenRead;

	ConnectionDrain(ServerConnection connection, FramedChannel framed, Exchange exchange) {
		this.connection = connection;
		this.framed = framed;
		this.exchange = exchange;
	}

	void begin() {
		if (!this.begun) {
			this.begun = true;
			this.begunAt = System.nanoTime();
			this.seenRead = this.begunAt;
			this.framed.output().hold(true);
			schedule(QUIET_NANOS);
		}
	}

	private void schedule(long delay) {
		this.framed.schedule(this::settle, delay);
	}

	private void settle() {
		if (this.settled) {
			return;
		}
		long now = System.nanoTime();
		long quiet = now - this.framed.lastRead();
		boolean patient = now - this.begunAt < LIMIT_NANOS;
		if (isComing(quiet, patient)) {
			if (!patient) {
				this.framed.output().hold(false);
			}
			schedule(Math.max(QUIET_NANOS - quiet, TURN_NANOS));
			return;
		}
		if (this.seenRead != this.framed.lastRead()) {
			// On a busy event loop time can pass without a look at the socket.
			this.seenRead = this.framed.lastRead();
			schedule(TURN_NANOS);
			return;
		}
		this.settled = true;
		this.framed.discardInput();
		this.framed.output().hold(false);
		idle();
	}

	/**
	 * Whether there is more to come of what the peer has sent. Messages that must wait
	 * are requests in flight; with none of them here, a peer that is not read may have
	 * sent more.
	 */
	private boolean isComing(long quiet, boolean patient) {
		TlsHandler tls = this.framed.tls();
		if (tls != null && tls.isHandshaking()) {
			return patient; // the first request follows it
		}
		if (this.framed.isPaused()) {
			return patient || this.framed.hasRest();
		}
		return (quiet < QUIET_NANOS && patient) || (quiet < LIMIT_NANOS && this.framed.hasRest());
	}

	void idle() {
		if (this.settled && this.exchange.isIdle()) {
			this.connection.end(CloseReason.DRAINED);
		}
	}

}
