package org.socketservice.transport;

import java.net.SocketAddress;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A bound datagram socket: receives for a {@link DatagramHandler} and sends what that
 * answers. All methods but {@link #loop()} and {@link #localAddress()} belong to its
 * event loop.
 */
public interface DatagramEndpoint {

	/**
	 * Its event loop.
	 * @return for tasks and timers
	 */
	ScheduledExecutorService loop();

	/**
	 * What it is bound to.
	 * @return with the real port
	 */
	SocketAddress localAddress();

	/**
	 * Send a datagram, with the next {@link #flush()} at the latest.
	 * @param peer where to
	 * @param bytes what, also none at all
	 * @param reply whether it is a reply, for the handler's counts
	 */
	void send(DatagramPeer peer, byte[] bytes, boolean reply);

	/**
	 * Send what has been given to {@link #send} since the last call.
	 */
	void flush();

	/**
	 * Whether all that was given to {@link #send} has been sent or given up.
	 * @return {@code false} while something waits
	 */
	boolean isFlushed();

	/**
	 * Receive or not; what comes meanwhile waits in the kernel's buffer, and what does
	 * not fit there is dropped by it.
	 * @param reading whether to receive
	 */
	void setReading(boolean reading);

	/**
	 * Receive what has reached this machine by now, and nothing after that.
	 */
	void finishReading();

	/**
	 * Close the socket. What waits to be sent is dropped.
	 */
	void close();

}
