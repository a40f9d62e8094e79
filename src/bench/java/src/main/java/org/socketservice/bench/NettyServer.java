package org.socketservice.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;

/**
 * Netty by hand: {@code NettyServer PORT epoll|io_uring plain|tuned}. Plain is what its user guide leads to, tuned
 * leaves out everything that costs, decoder included.
 */
public final class NettyServer {

	private static final int MAX_LINE = 64 * 1024;

	private NettyServer() {
	}

	public static void main(String[] args) throws InterruptedException {
		boolean tuned = args[2].equals("tuned");
		boolean uring = args[1].equals("io_uring");
		IoHandlerFactory io = uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
		Class<? extends ServerChannel> type = uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class;
		new ServerBootstrap().group(new MultiThreadIoEventLoopGroup(1, io))
			.channel(type)
			.option(ChannelOption.SO_BACKLOG, 4096)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(initializer(tuned))
			.bind("127.0.0.1", Integer.parseInt(args[0]))
			.sync();
	}

	private static ChannelHandler initializer(boolean tuned) {
		return new ChannelInitializer<SocketChannel>() {

			@Override
			protected void initChannel(SocketChannel channel) {
				if (tuned) {
					channel.pipeline().addLast(new TunedHandler(MAX_LINE));
				}
				else {
					channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_LINE, false, true), new PlainHandler());
				}
			}

		};
	}

}
