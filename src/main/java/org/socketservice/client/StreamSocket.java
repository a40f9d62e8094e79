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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Errno;

/**
 * A connected stream socket with timeouts, TCP or Unix alike. Made of the Java platform
 * only: starting Netty takes the command line half a second of CPU. One thread may read
 * while another writes.
 */
final class StreamSocket implements ClientSocket {

	/** Longer writes would make the platform allocate as large a direct buffer. */
	private static final int WRITE_SIZE = 64 * 1024;

	private final SocketChannel channel;

	private @Nullable Selector readable;

	private @Nullable Selector writable;

	private StreamSocket(SocketChannel channel) {
		this.channel = channel;
	}

	/**
	 * Connect to a path, or to the first of a host's addresses that accepts.
	 * @param server where
	 * @param timeout how long it may take in all, name service excepted; zero leaves it
	 * to the kernel
	 * @return a connected socket
	 * @throws IOException what the last address answered
	 */
	static StreamSocket connect(ServerAddress server, Duration timeout) throws IOException {
		if (server.path() != null) {
			return connect(UnixDomainSocketAddress.of(server.path()), timeout);
		}
		long begin = System.nanoTime();
		IOException failure = null;
		for (InetAddress address : server.lookup()) {
			Duration left = timeout.minusNanos(System.nanoTime() - begin);
			if (!timeout.isZero() && !left.isPositive()) {
				break;
			}
			try {
				return connect(new InetSocketAddress(address, server.port()), timeout.isZero() ? timeout : left);
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		throw (failure != null) ? failure : new ConnectException(Errno.ETIMEDOUT.text());
	}

	private static StreamSocket connect(SocketAddress address, Duration timeout) throws IOException {
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
			return new StreamSocket(channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
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
		int count = this.channel.read(buffer);
		while (count == 0) {
			if (this.readable == null) {
				this.readable = register(SelectionKey.OP_READ);
			}
			if (!await(this.readable, timeout)) {
				return 0;
			}
			count = this.channel.read(buffer);
		}
		return count;
	}

	@Override
	public void write(byte[] bytes, int size, Duration timeout) throws IOException {
		for (int from = 0; from < size;) {
			int count = this.channel.write(ByteBuffer.wrap(bytes, from, Math.min(size - from, WRITE_SIZE)));
			if (count == 0) {
				if (this.writable == null) {
					this.writable = register(SelectionKey.OP_WRITE);
				}
				if (!await(this.writable, timeout)) {
					throw new SocketTimeoutException("server took nothing for " + ClientContext.text(timeout));
				}
			}
			from += count;
		}
	}

	private Selector register(int operation) throws IOException {
		Selector selector = Selector.open();
		this.channel.register(selector, operation);
		return selector;
	}

	@Override
	public void shutdownOutput() throws IOException {
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
		this.channel.close();
		closeSelector(this.readable);
		closeSelector(this.writable);
	}

	private static void closeSelector(@Nullable Selector selector) throws IOException {
		if (selector != null) {
			selector.close();
		}
	}

}
