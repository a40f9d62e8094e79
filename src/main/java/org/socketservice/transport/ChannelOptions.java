package org.socketservice.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import org.socketservice.transport.EventLoopsProperties.Io;

/**
 * Socket and channel options of listeners and their connections.
 */
public final class ChannelOptions {

	/** Connections accepted at most before others get their turn. */
	private static final int ACCEPTS_PER_TURN = 256;

	/**
	 * Bytes waiting to be sent: reading stops above the second, goes on below the first.
	 */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

	private static final WriteBufferWaterMark NEVER_FULL = new WriteBufferWaterMark(Integer.MAX_VALUE - 1,
			Integer.MAX_VALUE);

	private ChannelOptions() {
	}

	/**
	 * Options every stream listener has.
	 * @param bootstrap to configure
	 * @param io the mechanism of its event loops
	 * @param backlog see listen(2)
	 */
	public static void server(ServerBootstrap bootstrap, Io io, int backlog) {
		ServerChannelRecvByteBufAllocator accepts = new ServerChannelRecvByteBufAllocator();
		// Netty takes a descriptor for a number of bytes, finds it short, and stops at
		// one.
		accepts.respectMaybeMoreData(false).maxMessagesPerRead(ACCEPTS_PER_TURN);
		bootstrap.option(ChannelOption.SO_BACKLOG, backlog)
			.option(ChannelOption.RECVBUF_ALLOCATOR, accepts)
			.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
		if (io != Io.IO_URING) {
			bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, LoopReadAllocator.INSTANCE);
		}
	}

	/**
	 * Options every connection of a client has. It goes on reading while its own requests
	 * wait to be sent: a server that reads no more until its replies are taken would
	 * otherwise wait for us for ever.
	 * @param bootstrap to configure
	 * @param io the mechanism of its event loops
	 * @param connectTimeoutMillis how long connecting may take, 0 for the kernel's choice
	 */
	public static void client(Bootstrap bootstrap, Io io, int connectTimeoutMillis) {
		bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis)
			.option(ChannelOption.ALLOW_HALF_CLOSURE, true)
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, NEVER_FULL);
		if (io != Io.IO_URING) {
			bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, LoopReadAllocator.INSTANCE);
		}
	}

	/**
	 * Options of TCP connections of a client: no delay, see tcp(7), and keep-alive, see
	 * socket(7).
	 * @param bootstrap to configure
	 */
	public static void tcp(Bootstrap bootstrap) {
		bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
	}

	/**
	 * Options of TCP listeners.
	 * @param bootstrap to configure
	 * @param noDelay TCP_NODELAY, see tcp(7)
	 * @param keepAlive SO_KEEPALIVE, see socket(7)
	 * @param sendBuffer SO_SNDBUF in bytes, 0 for the kernel's choice
	 * @param receiveBuffer SO_RCVBUF in bytes, 0 for the kernel's choice
	 */
	public static void tcp(ServerBootstrap bootstrap, boolean noDelay, boolean keepAlive, int sendBuffer,
			int receiveBuffer) {
		bootstrap.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.TCP_NODELAY, noDelay)
			.childOption(ChannelOption.SO_KEEPALIVE, keepAlive);
		if (sendBuffer > 0) {
			bootstrap.childOption(ChannelOption.SO_SNDBUF, sendBuffer);
		}
		if (receiveBuffer > 0) {
			bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
		}
	}

	/**
	 * Options of Unix listeners; receive buffers have no effect on these, see unix(7).
	 * @param bootstrap to configure
	 * @param sendBuffer SO_SNDBUF in bytes, 0 for the kernel's choice
	 */
	public static void unix(ServerBootstrap bootstrap, int sendBuffer) {
		if (sendBuffer > 0) {
			bootstrap.childOption(ChannelOption.SO_SNDBUF, sendBuffer);
		}
	}

}
