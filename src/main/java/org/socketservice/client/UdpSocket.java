package org.socketservice.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A UDP socket with timeouts, made of the Java platform only. Connected, it takes
 * datagrams of its server alone and hears that nobody listens there.
 */
final class UdpSocket implements DatagramPort {

	private final DatagramChannel channel;

	private final ByteBuffer buffer;

	private final int maxMessageSize;

	private final Selector selector = Selector.open();

	private UdpSocket(DatagramChannel channel, int maxMessageSize) throws IOException {
		this.channel = channel;
		this.maxMessageSize = maxMessageSize;
		this.buffer = ByteBuffer.allocateDirect(maxMessageSize + 1); // truncation shows
		channel.configureBlocking(false);
		channel.register(this.selector, SelectionKey.OP_READ);
	}

	static UdpSocket open(@Nullable ServerAddress server, int maxMessageSize) throws IOException {
		InetAddress address = (server != null) ? server.lookup()[0] : null;
		DatagramChannel channel = (address instanceof Inet4Address) ? DatagramChannel.open(StandardProtocolFamily.INET)
				: DatagramChannel.open();
		try {
			if (server != null) {
				channel.connect(new InetSocketAddress(address, server.port()));
			}
			else {
				channel.bind(null);
			}
			return new UdpSocket(channel, maxMessageSize);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public void send(@Nullable SocketAddress to, byte[] message, Duration timeout) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(message);
		SocketAddress target = (to != null) ? resolved(to) : this.channel.getRemoteAddress();
		if (target == null) {
			throw new IllegalStateException("no server: name an address");
		}
		long begin = System.nanoTime();
		// an empty datagram is sent without a way to tell that it was not
		while (this.channel.send(bytes, target) < message.length) {
			if (!await(SelectionKey.OP_WRITE, timeout, begin)) {
				throw new SocketTimeoutException("not sent within " + ClientContext.text(timeout));
			}
		}
	}

	private static SocketAddress resolved(SocketAddress address) throws IOException {
		return (address instanceof InetSocketAddress inet && inet.isUnresolved())
				? new InetSocketAddress(InetAddress.getByName(inet.getHostString()), inet.getPort()) : address;
	}

	@Override
	public @Nullable ReceivedDatagram receive(Duration timeout) throws IOException {
		long begin = System.nanoTime();
		this.buffer.clear();
		SocketAddress sender = this.channel.receive(this.buffer);
		while (sender == null) {
			if (!await(SelectionKey.OP_READ, timeout, begin)) {
				return null;
			}
			sender = this.channel.receive(this.buffer);
		}
		this.buffer.flip();
		if (this.buffer.remaining() > this.maxMessageSize) {
			throw new IOException("reply longer than " + this.maxMessageSize + " bytes");
		}
		byte[] message = new byte[this.buffer.remaining()];
		this.buffer.get(message);
		return new ReceivedDatagram(message, sender);
	}

	private boolean await(int operation, Duration timeout, long begin) throws IOException {
		Duration left = timeout.minusNanos(System.nanoTime() - begin);
		if (!timeout.isZero() && !left.isPositive()) {
			return false;
		}
		SelectionKey key = this.channel.keyFor(this.selector);
		if (key == null) {
			throw new ClosedChannelException();
		}
		try {
			key.interestOps(operation);
			int ready = this.selector.select(timeout.isZero() ? 0 : ClientContext.millis(left));
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedIOException("interrupted");
			}
			if (!this.channel.isOpen()) {
				throw new ClosedChannelException();
			}
			this.selector.selectedKeys().clear();
			return ready > 0;
		}
		catch (CancelledKeyException | ClosedSelectorException ex) {
			throw new ClosedChannelException(); // by another thread
		}
	}

	@Override
	public SocketAddress localAddress() throws IOException {
		return this.channel.getLocalAddress();
	}

	@Override
	public @Nullable SocketAddress remoteAddress() throws IOException {
		return this.channel.getRemoteAddress();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		this.selector.close();
	}

}
