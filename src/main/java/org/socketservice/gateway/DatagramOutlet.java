package org.socketservice.gateway;

import java.util.Map;

/**
 * Where a {@link DatagramExchange} puts its replies: the socket. All methods but
 * {@link #headers} are called on the socket's event loop.
 *
 * @param <P> what it knows a peer by
 */
public interface DatagramOutlet<P> {

	/**
	 * Send a datagram, with the next {@link #flush()} at the latest.
	 * @param peer where it goes
	 * @param bytes what it contains, also nothing
	 * @param reply whether it is a reply of the service, of which
	 * {@link DatagramExchange#sent} and {@link DatagramExchange#unsent} must hear
	 */
	void send(P peer, byte[] bytes, boolean reply);

	/**
	 * Send what was given to {@link #send} since the last call.
	 */
	void flush();

	/**
	 * Receive or not.
	 * @param reading {@code false} while too much is outstanding
	 */
	void setReading(boolean reading);

	/**
	 * Headers of the messages of a peer, for those who look. Called on any thread.
	 * @param peer who sent a request
	 * @return unmodifiable
	 */
	Map<String, Object> headers(P peer);

}
