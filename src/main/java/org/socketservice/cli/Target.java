package org.socketservice.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.TlsByteChannel;
import org.socketservice.transport.TlsContext;

/**
 * Where a command connects to: a TCP or UDP port or a Unix socket file.
 *
 * @param host name or address; with {@code path} unused
 * @param port TCP port; with {@code path} unused
 * @param path socket file, or {@code null} for a port
 * @param udp whether the port is one of UDP
 * @param tls for encryption, or {@code null} for none
 */
record Target(String host, int port, @Nullable Path path, boolean udp, @Nullable TlsContext tls) {

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	/** Replies that come in a burst must not be lost here. */
	private static final int UDP_BUFFER = 4 * 1024 * 1024;

	Target(String host, int port, @Nullable Path path) {
		this(host, port, path, false, null);
	}

	/**
	 * Connect, trying the addresses of the host in turn; TCP connections get TCP_NODELAY.
	 * @return a connected channel in blocking mode
	 * @throws ConnectFailedException when no address could be connected to within five
	 * seconds
	 */
	SelectableChannel connect() throws ConnectFailedException {
		try {
			if (this.udp) {
				return connectUdp();
			}
			return (this.path != null) ? SocketChannel.open(UnixDomainSocketAddress.of(this.path)) : connectTcp();
		}
		catch (IOException ex) {
			throw new ConnectFailedException(this, ex);
		}
	}

	/**
	 * Establish TLS, if it is asked for.
	 * @param channel connected, in blocking mode
	 * @return where to read and write: the channel itself without TLS
	 * @throws ConnectFailedException when the server is not the one, or does not speak
	 * TLS
	 */
	ByteChannel secure(SocketChannel channel) throws ConnectFailedException {
		if (this.tls == null) {
			return channel;
		}
		TlsByteChannel secure = new TlsByteChannel(channel, this.tls.newClientEngine(this.host, this.port));
		try {
			while (secure.handshake() != 0) {
				// a channel in blocking mode waits by itself
			}
			return secure;
		}
		catch (IOException ex) {
			throw new ConnectFailedException(this, ex);
		}
	}

	private DatagramChannel connectUdp() throws IOException {
		DatagramChannel channel = DatagramChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, UDP_BUFFER);
			return channel.connect(new InetSocketAddress(InetAddress.getByName(this.host), this.port));
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	private SocketChannel connectTcp() throws IOException {
		IOException failure = null;
		for (InetAddress address : InetAddress.getAllByName(this.host)) {
			SocketChannel channel = SocketChannel.open();
			try {
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				channel.socket().connect(new InetSocketAddress(address, this.port), CONNECT_TIMEOUT_MILLIS);
				return channel;
			}
			catch (IOException ex) {
				channel.close();
				failure = (failure != null) ? failure : ex;
			}
		}
		throw (failure != null) ? failure : new IOException("no address");
	}

	@Override
	public String toString() {
		if (this.path != null) {
			return this.path.toString();
		}
		return ((this.host.indexOf(':') < 0) ? this.host : "[" + this.host + "]") + ":" + this.port;
	}

}
