package org.socketservice.listener;

import org.socketservice.transport.FramedChannel;

/**
 * Notices a connection on which no byte has moved either way for {@code idle-timeout};
 * bytes that still leave towards a slow peer count as movement.
 */
final class IdleTimeout {

	private final FramedChannel framed;

	private final long nanos;

	private long pendingBefore;

	IdleTimeout(FramedChannel framed, long nanos) {
		this.framed = framed;
		this.nanos = nanos;
	}

	/**
	 * Whether the time is over.
	 * @param now {@link System#nanoTime()}
	 * @return {@code false} always without a timeout
	 */
	boolean isOver(long now) {
		if (this.nanos == 0 || now - this.framed.lastActivity() < this.nanos) {
			return false;
		}
		long pending = this.framed.output().pendingBytes();
		boolean over = pending == 0 || pending == this.pendingBefore;
		this.pendingBefore = pending;
		return over;
	}

}
