package org.socketservice.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.socketservice.transport.EventLoopsProperties.Io;

/**
 * Event loops of one mechanism, and the channels that run on them.
 *
 * @param io the mechanism, never {@link Io#AUTO}
 * @param loops for connected channels
 * @param acceptLoops for listening channels: the same, but for io_uring a thread of its
 * own. It accepts one connection per turn, and a turn of a loop with a thousand busy
 * connections takes ten milliseconds and more.
 */
public record LoopGroup(Io io, EventLoopGroup loops, EventLoopGroup acceptLoops) {

	/**
	 * Make event loops; their threads start with the first channel of each.
	 * @param io the mechanism, never {@link Io#AUTO}
	 * @param threads how many
	 * @param factory makes the threads
	 * @return open event loops
	 * @throws RuntimeException what Netty throws where the kernel refuses
	 */
	static LoopGroup of(Io io, int threads, ThreadFactory factory) {
		EventLoopGroup loops = newLoops(io, threads, factory);
		return new LoopGroup(io, loops, (io == Io.IO_URING) ? newLoops(io, 1, factory) : loops);
	}

	private static EventLoopGroup newLoops(Io io, int threads, ThreadFactory factory) {
		return switch (io) {
			case EPOLL -> new MultiThreadIoEventLoopGroup(threads, factory, PausableEpollHandler.newFactory());
			case IO_URING -> IoUringLoop.newGroup(threads, factory);
			case AUTO, NIO -> new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory());
		};
	}

	/**
	 * All event loops.
	 * @return each once
	 */
	Set<EventExecutor> all() {
		Set<EventExecutor> all = new LinkedHashSet<>();
		this.acceptLoops.forEach(all::add);
		this.loops.forEach(all::add);
		return all;
	}

	/**
	 * Begin to end the threads.
	 * @return done when they have ended
	 */
	List<Future<?>> shutdown() {
		return Stream.of(this.acceptLoops, this.loops)
			.distinct()
			.<Future<?>>map((group) -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS))
			.toList();
	}

	/**
	 * A listening channel for TCP.
	 * @param address what it is to be bound to, {@code null} for all interfaces. For an
	 * IPv4 address it is an IPv4 socket, because 0.0.0.0 on an IPv6 one takes IPv6
	 * connections as well; see {@link #takesBothFamilies(InetAddress)}.
	 * @return a new channel, not registered
	 */
	public ServerChannel newTcpServerChannel(@Nullable InetAddress address) {
		SocketProtocolFamily family = (address instanceof Inet4Address) ? SocketProtocolFamily.INET : null;
		return switch (this.io) {
			case EPOLL -> new EpollServerSocketChannel(family);
			case IO_URING -> new IoUringServerSocketChannel();
			case AUTO, NIO -> new NioServerSocketChannel(SelectorProvider.provider(), family);
		};
	}

	/**
	 * Whether a listening channel bound to an address would take connections that the
	 * address does not mean: Netty's sockets for io_uring are IPv6 ones.
	 * @param address what it is to be bound to, {@code null} for all interfaces
	 * @return {@code true} for 0.0.0.0 on io_uring
	 */
	boolean takesBothFamilies(@Nullable InetAddress address) {
		return this.io == Io.IO_URING && address instanceof Inet4Address && address.isAnyLocalAddress();
	}

	/**
	 * The connected channel for TCP.
	 * @return its class
	 */
	public Class<? extends Channel> tcpChannel() {
		return switch (this.io) {
			case EPOLL -> EpollSocketChannel.class;
			case IO_URING -> IoUringSocketChannel.class;
			case AUTO, NIO -> NioSocketChannel.class;
		};
	}

	/**
	 * The connected channel for Unix stream sockets.
	 * @return its class, never that of io_uring: with Netty 4.2.18 it closes where the
	 * peer ends only its output
	 */
	public Class<? extends Channel> unixChannel() {
		return (this.io == Io.EPOLL) ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
	}

	/**
	 * The address of a socket file for {@link #unixChannel()}.
	 * @param path the file, or {@code @name}
	 * @return an address of the type the mechanism in use wants
	 * @throws UnsupportedSocketException if it has no abstract names
	 */
	public SocketAddress unixAddress(String path) throws UnsupportedSocketException {
		UnixSocketAddress address = new UnixSocketAddress(path);
		if (this.io == Io.EPOLL) {
			return new DomainSocketAddress(address.nativePath());
		}
		if (address.isAbstract()) {
			throw TransportSupport.noAbstractNames(this.io);
		}
		return UnixDomainSocketAddress.of(path);
	}

}
