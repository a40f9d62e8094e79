package org.socketservice.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.ScheduledExecutorService;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket without native code: one system call for each datagram, and no word of
 * those the kernel dropped.
 */
final class NioDatagramEndpoint extends ChannelInboundHandlerAdapter implements DatagramEndpoint {

	private static final int PREFIX = 8;

	/** More than the kernel has room for; who goes on sending must not keep us. */
	private static final int LAST_DATAGRAMS = 65_536;

	private final DatagramChannel socket;

	private final NioDatagramChannel channel;

	private final SocketAddress localAddress;

	private final int maxSize;

	private final DatagramHandler handler;

	private long bytes;

	private long readAt;

	private boolean reading;

	private int sending;

	private NioDatagramEndpoint(DatagramChannel socket, int maxSize, DatagramHandler handler) throws IOException {
		this.socket = socket;
		this.localAddress = socket.getLocalAddress();
		this.channel = new NioDatagramChannel(socket);
		this.maxSize = maxSize;
		this.handler = handler;
		// One byte more than is taken, so that truncation shows.
		this.channel.config()
			.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(maxSize + 1).maxMessagesPerRead(64));
		this.channel.config().setOption(ChannelOption.AUTO_READ, false);
		this.channel.pipeline().addLast(this);
	}

	/**
	 * Take over a bound socket and begin to receive.
	 * @param socket the socket; closed if this fails
	 * @param maxSize longest message taken
	 * @param loop its event loop
	 * @param handler takes what is received
	 * @return once it receives
	 * @throws IOException if that failed
	 */
	static NioDatagramEndpoint open(DatagramChannel socket, int maxSize, EventLoop loop, DatagramHandler handler)
			throws IOException {
		NioDatagramEndpoint endpoint = new NioDatagramEndpoint(socket, maxSize, handler);
		ChannelFuture registered = loop.register(endpoint.channel).awaitUninterruptibly();
		if (!registered.isSuccess()) {
			socket.close();
			throw new IOException(registered.cause());
		}
		loop.submit(() -> {
			handler.onOpen(endpoint);
			endpoint.setReading(true);
		}).awaitUninterruptibly();
		return endpoint;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		DatagramPacket packet = (DatagramPacket) message;
		try {
			take(packet.sender(), packet.content());
		}
		finally {
			packet.release();
		}
	}

	private void take(InetSocketAddress sender, ByteBuf content) {
		if (this.readAt == 0) {
			this.readAt = System.nanoTime();
		}
		int length = content.readableBytes();
		this.bytes += Math.min(length, this.maxSize);
		DatagramPeer peer = new DatagramPeer(sender,
				(this.localAddress instanceof InetSocketAddress local && !local.getAddress().isAnyLocalAddress())
						? local.getAddress() : null);
		if (this.handler.admits(peer)) {
			byte[] bytes = new byte[(length > this.maxSize) ? Math.min(length, PREFIX) : length];
			content.readBytes(bytes);
			if (length > this.maxSize) {
				this.handler.onTooLong(peer, bytes);
			}
			else {
				this.handler.onMessage(peer, bytes);
			}
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		batchEnd();
	}

	private void batchEnd() {
		this.handler.onBatch(this.bytes, (this.readAt != 0) ? this.readAt : System.nanoTime());
		this.bytes = 0;
		this.readAt = 0;
		flush();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!this.channel.isOpen()) {
			this.handler.onLost(cause);
		}
	}

	@Override
	public ScheduledExecutorService loop() {
		return this.channel.eventLoop();
	}

	@Override
	public SocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public void send(DatagramPeer peer, byte[] bytes, boolean reply) {
		InetSocketAddress address = (InetSocketAddress) peer.address();
		if (bytes.length == 0) {
			sendEmpty(peer, address, reply);
			return;
		}
		this.sending++;
		this.channel.write(new DatagramPacket(Unpooled.wrappedBuffer(bytes), address)).addListener((sent) -> {
			this.sending--;
			if (sent.isSuccess()) {
				this.handler.onSent(reply ? 1 : 0, bytes.length);
			}
			else {
				unsent(peer, reply, sent.cause());
			}
		});
	}

	/** Netty takes an empty datagram for sent. */
	private void sendEmpty(DatagramPeer peer, InetSocketAddress address, boolean reply) {
		try {
			this.socket.send(ByteBuffer.allocate(0), address);
			this.handler.onSent(reply ? 1 : 0, 0);
		}
		catch (IOException ex) {
			unsent(peer, reply, ex);
		}
	}

	private void unsent(DatagramPeer peer, boolean reply, @Nullable Throwable cause) {
		boolean tooLong = cause != null && Errno.of(cause) == Errno.EMSGSIZE;
		this.handler.onUnsent(peer, reply, tooLong);
		if (tooLong) {
			this.channel.eventLoop().execute(this::flush);
		}
	}

	@Override
	public void flush() {
		this.channel.flush();
	}

	@Override
	public boolean isFlushed() {
		return this.sending == 0;
	}

	@Override
	public void setReading(boolean reading) {
		this.reading = reading;
		this.channel.config().setAutoRead(reading);
	}

	@Override
	public void finishReading() {
		ByteBuffer buffer = ByteBuffer.allocate(this.maxSize + 1);
		this.channel.config().setAutoRead(false);
		this.reading = true;
		try {
			for (int i = 0; i < LAST_DATAGRAMS && this.reading; i++) {
				SocketAddress sender = this.socket.receive(buffer.clear());
				if (sender == null) {
					break;
				}
				take((InetSocketAddress) sender, Unpooled.wrappedBuffer(buffer.flip()));
			}
		}
		catch (IOException ex) {
			// closed: nobody can be answered
		}
		setReading(false);
		batchEnd();
	}

	@Override
	public void close() {
		this.channel.close();
	}

}
