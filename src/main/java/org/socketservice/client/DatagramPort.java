package org.socketservice.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What datagram sockets of all families have in common.
 */
interface DatagramPort extends AutoCloseable {

	/**
	 * Send a datagram.
	 * @param to where, {@code null} to the server it is connected to
	 * @param message what
	 * @param timeout how long the kernel may have no room, zero for ever
	 * @throws IOException if that failed
	 */
	void send(@Nullable SocketAddress to, byte[] message, Duration timeout) throws IOException;

	/**
	 * Wait for a datagram.
	 * @param timeout how long, zero for ever
	 * @return {@code null} if none came in time
	 * @throws IOException if that failed
	 */
	@Nullable ReceivedDatagram receive(Duration timeout) throws IOException;

	SocketAddress localAddress() throws IOException;

	@Nullable SocketAddress remoteAddress() throws IOException;

	@Override
	void close() throws IOException;

}
