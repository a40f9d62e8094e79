package org.socketservice.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.TlsByteChannel;
import org.socketservice.transport.TlsContext;

/**
 * A socket of a load that Java has a channel for: TCP, TLS over it, Unix streams, UDP.
 */
final class ChannelLoadSocket implements LoadSocket {

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	/** Replies that come in a burst must not be lost here. */
	private static final int UDP_BUFFER = 4 * 1024 * 1024;

	private final SelectableChannel channel;

	/** The channel, or TLS over it. */
	private final ByteChannel bytes;

	private final @Nullable TlsByteChannel tls;

	private @Nullable ChannelLoadSelector selector;

	private @Nullable SelectionKey key;

	private ChannelLoadSocket(SelectableChannel channel, ByteChannel bytes) {
		this.channel = channel;
		this.bytes = bytes;
		this.tls = (bytes instanceof TlsByteChannel secure) ? secure : null;
	}

	/**
	 * Connect to a TCP port, trying the addresses of the host in turn, with TCP_NODELAY.
	 * @param host name or address
	 * @param port the port
	 * @param tls for encryption, or {@code null} for none
	 * @return a connected socket with TLS established if it is asked for
	 * @throws IOException when no address could be connected to within five seconds, or
	 * the server is not the one, or does not speak TLS
	 */
	static ChannelLoadSocket tcp(String host, int port, @Nullable TlsContext tls) throws IOException {
		IOException failure = null;
		for (InetAddress address : InetAddress.getAllByName(host)) {
			SocketChannel channel = SocketChannel.open();
			try {
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				channel.socket().connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MILLIS);
				return new ChannelLoadSocket(channel, (tls != null) ? secure(channel, host, port, tls) : channel);
			}
			catch (IOException ex) {
				channel.close();
				failure = (failure != null) ? failure : ex;
			}
		}
		throw (failure != null) ? failure : new IOException("no address");
	}

	private static TlsByteChannel secure(SocketChannel channel, String host, int port, TlsContext tls)
			throws IOException {
		TlsByteChannel secure = new TlsByteChannel(channel, tls.newClientEngine(host, port));
		while (secure.handshake() != 0) {
			// a channel in blocking mode waits by itself
		}
		return secure;
	}

	static ChannelLoadSocket unix(String path) throws IOException {
		SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
		return new ChannelLoadSocket(channel, channel);
	}

	static ChannelLoadSocket udp(String host, int port) throws IOException {
		DatagramChannel channel = DatagramChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, UDP_BUFFER);
			channel.connect(new InetSocketAddress(InetAddress.getByName(host), port));
			return new ChannelLoadSocket(channel, channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public LoadSelector newSelector(int outgoing) throws IOException {
		return new ChannelLoadSelector(outgoing);
	}

	/**
	 * Have a selector wait for it.
	 * @param selector the selector
	 * @param peer is told
	 * @throws IOException when the channel cannot be registered
	 */
	void register(ChannelLoadSelector selector, LoadPeer peer) throws IOException {
		this.channel.configureBlocking(false);
		this.selector = selector;
		this.key = this.channel.register(selector.selector(), SelectionKey.OP_READ, peer);
	}

	private ChannelLoadSelector selector() {
		return Objects.requireNonNull(this.selector, "not registered");
	}

	@Override
	public int read(byte[] target, int at) throws IOException {
		ByteBuffer in = selector().in().clear();
		int count = this.bytes.read(in);
		if (count <= 0) {
			return (count < 0) ? END : NOTHING;
		}
		in.flip().get(target, at, count);
		return count;
	}

	@Override
	public int write(byte[] source, int from, int length) throws IOException {
		ByteBuffer out = selector().out().clear();
		out.put(source, from, length).flip();
		int count = this.bytes.write(out);
		return (count == 0) ? NOTHING : count;
	}

	@Override
	public boolean flush() throws IOException {
		return this.tls == null || this.tls.flush();
	}

	@Override
	public boolean hasDecrypted() {
		return this.tls != null && this.tls.hasDecrypted();
	}

	@Override
	public void awaitRoom(boolean room) {
		SelectionKey key = Objects.requireNonNull(this.key, "not registered");
		int interest = room ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
		if (key.interestOps() != interest) {
			key.interestOps(interest);
		}
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
