package org.socketservice.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A connected socket with timeouts. One thread may read while another writes.
 */
interface ClientSocket extends AutoCloseable {

	/**
	 * Connect.
	 * @param server where
	 * @param settings timeouts and sizes
	 * @return a connected socket
	 * @throws IOException if that is not possible
	 */
	static ClientSocket connect(ServerAddress server, ConnectionSettings settings) throws IOException {
		return server.isNative() ? new NativeUnixSocket(server, settings.maxMessageSize())
				: StreamSocket.connect(server, settings.connectTimeout(), settings.tls());
	}

	/**
	 * Read what is there, at least one byte.
	 * @param buffer to be filled
	 * @param timeout how long to wait, zero for ever
	 * @return how many bytes, 0 if none came in time, -1 at the end of input
	 * @throws IOException if the connection fails
	 */
	int read(ByteBuffer buffer, Duration timeout) throws IOException;

	/**
	 * Write all bytes.
	 * @param bytes what
	 * @param size how many of them
	 * @param timeout how long the peer may take nothing, zero for ever
	 * @throws java.net.SocketTimeoutException if it took nothing for so long
	 * @throws IOException if the connection fails
	 */
	void write(byte[] bytes, int size, Duration timeout) throws IOException;

	void shutdownOutput() throws IOException;

	boolean isOpen();

	SocketAddress localAddress() throws IOException;

	SocketAddress remoteAddress() throws IOException;

	@Override
	void close() throws IOException;

}
