package org.socketservice.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

import org.socketservice.transport.Transport;
import org.socketservice.transport.UnixConnection;
import org.socketservice.transport.UnixSocketAddress;

/**
 * A Unix socket of a kind Java does not connect to. Connecting to one is done at once or
 * refused, so that no time can be out.
 */
final class NativeUnixSocket implements ClientSocket {

	private static final SocketAddress UNNAMED = new UnixSocketAddress("");

	private final UnixSocketAddress server;

	private final UnixConnection connection;

	NativeUnixSocket(ServerAddress server, int maxMessageSize) throws IOException {
		this.server = new UnixSocketAddress(Objects.requireNonNull(server.path(), "no path"));
		this.connection = UnixConnection.connect(this.server, server.transport() == Transport.UNIX_SEQPACKET,
				maxMessageSize);
	}

	@Override
	public int read(ByteBuffer buffer, Duration timeout) throws IOException {
		return this.connection.read(buffer, timeout);
	}

	@Override
	public void write(byte[] bytes, int size, Duration timeout) throws IOException {
		this.connection.write(bytes, size, timeout);
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.connection.shutdownOutput();
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public SocketAddress localAddress() {
		return UNNAMED;
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.server;
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
