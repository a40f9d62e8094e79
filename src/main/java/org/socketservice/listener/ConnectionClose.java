package org.socketservice.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.transport.FramedChannel;
import org.socketservice.transport.TlsHandler;

/**
 * Closes one connection without losing what was written: the output ends behind it (with
 * TLS by a close_notify first), then input is read and dropped until the peer ends its
 * side or {@code linger} is over. Closing at once with unread input would make the kernel
 * send a reset that destroys replies under way (RFC 1122, 4.2.2.13).
 */
final class ConnectionClose {

	private final Channel channel;

	private final FramedChannel framed;

	private final long lingerNanos;

	private @Nullable CloseReason reason;

	private boolean outputShut;

	private boolean notified;

	private boolean cut;

	private long deadline;

	private long pendingAtDeadline;

	ConnectionClose(Channel channel, FramedChannel framed, long lingerNanos) {
		this.channel = channel;
		this.framed = framed;
		this.lingerNanos = lingerNanos;
	}

	/**
	 * Whether the end has begun.
	 * @return {@code true} from then on
	 */
	boolean isBegun() {
		return this.reason != null;
	}

	void begin(CloseReason reason) {
		if (this.reason != null || !this.channel.isOpen()) {
			return;
		}
		this.reason = reason;
		this.framed.discardInput();
		this.framed.output().hold(false);
		this.deadline = System.nanoTime() + this.lingerNanos;
		this.pendingAtDeadline = this.framed.output().pendingBytes();
		TlsHandler tls = this.framed.tls();
		if (tls != null && tls.isHandshaking()) {
			this.channel.close(); // no request has come and no reply can be sent
			return;
		}
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((sent) -> endOutput());
	}

	private void endOutput() {
		TlsHandler tls = this.framed.tls();
		if (tls != null && !this.notified) {
			this.notified = true;
			tls.closeOutbound().addListener((sent) -> endOutput());
			return;
		}
		if (tls != null) {
			tls.discard();
		}
		endOutputOfChannel();
	}

	private void endOutputOfChannel() {
		if (this.framed.isInputClosed() || this.lingerNanos == 0 || !(this.channel instanceof DuplexChannel duplex)) {
			this.channel.close();
			return;
		}
		this.outputShut = true;
		this.deadline = System.nanoTime() + this.lingerNanos;
		duplex.shutdownOutput();
	}

	/**
	 * TLS has failed, and closes the channel when the peer has the alert.
	 * @param reason what to count it under unless the end has begun for another one
	 */
	void failing(CloseReason reason) {
		this.reason = (this.reason != null) ? this.reason : reason;
		this.outputShut = true;
		this.deadline = System.nanoTime() + this.lingerNanos;
		this.framed.discardInput();
	}

	/**
	 * What came is no TLS, so that nothing can be said any more; the end can.
	 * @param tls what could not read it
	 * @param reason what to count it under unless the end has begun for another one
	 */
	void beyondTls(TlsHandler tls, CloseReason reason) {
		boolean begun = this.outputShut;
		failing(reason);
		tls.discard();
		if (!begun) {
			endOutputOfChannel();
		}
	}

	/** The peer has ended its side. */
	void inputEnded() {
		if (this.outputShut) {
			this.channel.close();
		}
	}

	/**
	 * Close now, whatever is under way.
	 * @param reason what to count it under unless the end has begun for another one and
	 * nothing is left to send
	 * @return whether this was the first call: what fails later only follows from it
	 */
	boolean now(CloseReason reason) {
		boolean first = !this.cut;
		if (first && !this.outputShut) {
			this.reason = reason;
		}
		this.cut = true;
		this.channel.close();
		return first;
	}

	/**
	 * Close when the linger time is over; while the peer still takes what was written,
	 * that time begins again.
	 * @param now {@link System#nanoTime()}
	 */
	void tick(long now) {
		if (now - this.deadline > 0) {
			long pending = this.framed.output().pendingBytes();
			if (this.outputShut || pending >= this.pendingAtDeadline) {
				if (!this.outputShut && this.reason == CloseReason.DRAINED) {
					this.reason = CloseReason.CUT; // not everything has left
				}
				this.channel.close();
			}
			this.pendingAtDeadline = pending;
			this.deadline = now + this.lingerNanos;
		}
	}

	/**
	 * Why the connection ended.
	 * @return the first reason given; without one what the peer did
	 */
	CloseReason reason() {
		if (this.reason != null) {
			return this.reason;
		}
		return this.framed.isInputClosed() ? CloseReason.PEER : CloseReason.RESET;
	}

}
