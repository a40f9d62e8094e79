package org.socketservice.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import javax.net.ssl.SSLEngine;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Errno;
import org.socketservice.transport.TlsByteChannel;
import org.socketservice.transport.TlsContext;

/**
 * A connected stream socket with timeouts, TCP or Unix alike. Made of the Java platform
 * only: starting Netty takes the command line half a second of CPU. One thread may read
 * while another writes.
 */
final class StreamSocket implements ClientSocket {

	/** Longer writes would make the platform allocate as large a direct buffer. */
	private static final int WRITE_SIZE = 64 * 1024;

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final SocketChannel channel;

	private final ByteChannel bytes;

	private final @Nullable TlsByteChannel tls;

	private @Nullable Selector readable;

	private @Nullable Selector writable;

	private StreamSocket(SocketChannel channel, @Nullable TlsByteChannel tls) {
		this.channel = channel;
		this.tls = tls;
		this.bytes = (tls != null) ? tls : channel;
	}

	/**
	 * Connect to a path, or to the first of a host's addresses that accepts.
	 * @param server where
	 * @param timeout how long it may take in all, name service excepted; zero leaves it
	 * to the kernel
	 * @param tls for encryption, {@code null} for none
	 * @return a connected socket
	 * @throws IOException what the last address answered
	 */
	static StreamSocket connect(ServerAddress server, Duration timeout, @Nullable TlsContext tls) throws IOException {
		if (server.path() != null) {
			return connect(UnixDomainSocketAddress.of(server.path()), timeout, null);
		}
		long begin = System.nanoTime();
		IOException failure = null;
		for (InetAddress address : server.lookup()) {
			Duration left = timeout.minusNanos(System.nanoTime() - begin);
			if (!timeout.isZero() && !left.isPositive()) {
				break;
			}
			try {
				return connect(new InetSocketAddress(address, server.port()), timeout.isZero() ? timeout : left,
						(tls != null) ? tls.newClientEngine(server.host(), server.port()) : null);
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		throw (failure != null) ? failure : new ConnectException(Errno.ETIMEDOUT.text());
	}

	private static StreamSocket connect(SocketAddress address, Duration timeout, @Nullable SSLEngine engine)
			throws IOException {
		long begin = System.nanoTime();
		SocketChannel channel = (address instanceof UnixDomainSocketAddress)
				? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
		try {
			channel.configureBlocking(false);
			if (address instanceof InetSocketAddress) {
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
			}
			if (!channel.connect(address)) {
				try (Selector selector = Selector.open()) {
					channel.register(selector, SelectionKey.OP_CONNECT);
					if (!await(selector, timeout)) {
						throw new ConnectException(Errno.ETIMEDOUT.text());
					}
				}
				channel.finishConnect();
			}
			TlsByteChannel tls = (engine != null) ? new TlsByteChannel(channel, engine) : null;
			StreamSocket socket = new StreamSocket(channel, tls);
			if (tls != null) {
				socket.secure(tls, timeout, begin);
			}
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private void secure(TlsByteChannel tls, Duration timeout, long begin) throws IOException {
		for (int operation = tls.handshake(); operation != 0; operation = tls.handshake()) {
			Duration left = timeout.isZero() ? timeout : timeout.minusNanos(System.nanoTime() - begin);
			boolean over = !timeout.isZero() && !left.isPositive();
			Selector selector = (operation == SelectionKey.OP_READ) ? readable() : writable();
			if (over || !await(selector, left)) {
				throw new SocketTimeoutException("no TLS within " + ClientContext.text(timeout));
			}
		}
	}

	private static boolean await(Selector selector, Duration timeout) throws IOException {
		int ready = selector.select(ClientContext.millis(timeout));
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedIOException("interrupted");
		}
		if (!selector.isOpen()) {
			throw new ClosedChannelException();
		}
		selector.selectedKeys().clear();
		return ready > 0;
	}

	@Override
	public int read(ByteBuffer buffer, Duration timeout) throws IOException {
		int count = this.bytes.read(buffer);
		while (count == 0) {
			if (!await(readable(), timeout)) {
				return 0;
			}
			count = this.bytes.read(buffer);
		}
		return count;
	}

	@Override
	public void write(byte[] bytes, int size, Duration timeout) throws IOException {
		for (int from = 0; from < size;) {
			int count = this.bytes.write(ByteBuffer.wrap(bytes, from, Math.min(size - from, WRITE_SIZE)));
			if (count == 0) {
				awaitWritable(timeout);
			}
			from += count;
		}
		flush(timeout);
	}

	private void flush(Duration timeout) throws IOException {
		while (this.tls != null && !this.tls.flush()) {
			awaitWritable(timeout);
		}
	}

	private void awaitWritable(Duration timeout) throws IOException {
		if (!await(writable(), timeout)) {
			throw new SocketTimeoutException("server took nothing for " + ClientContext.text(timeout));
		}
	}

	private Selector readable() throws IOException {
		if (this.readable == null) {
			this.readable = register(SelectionKey.OP_READ);
		}
		return this.readable;
	}

	private Selector writable() throws IOException {
		if (this.writable == null) {
			this.writable = register(SelectionKey.OP_WRITE);
		}
		return this.writable;
	}

	private Selector register(int operation) throws IOException {
		Selector selector = Selector.open();
		this.channel.register(selector, operation);
		return selector;
	}

	@Override
	public void shutdownOutput() throws IOException {
		if (this.tls != null) {
			this.tls.closeOutbound();
			flush(CLOSE_TIMEOUT);
		}
		this.channel.shutdownOutput();
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public SocketAddress localAddress() throws IOException {
		return this.channel.getLocalAddress();
	}

	@Override
	public SocketAddress remoteAddress() throws IOException {
		SocketAddress address = this.channel.getRemoteAddress();
		if (address == null) {
			throw new EOFException("not connected");
		}
		return address;
	}

	@Override
	public void close() throws IOException {
		if (this.tls != null) {
			notify(this.tls);
		}
		this.channel.close();
		closeSelector(this.readable);
		closeSelector(this.writable);
	}

	private static void notify(TlsByteChannel tls) {
		try {
			tls.closeOutbound();
			tls.flush();
		}
		catch (IOException ex) {
			// the server will see that the connection has ended
		}
	}

	private static void closeSelector(@Nullable Selector selector) throws IOException {
		if (selector != null) {
			selector.close();
		}
	}

}
