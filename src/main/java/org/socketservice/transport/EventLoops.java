package org.socketservice.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.transport.EventLoopsProperties.Io;

/**
 * The threads that move bytes, shared by all listeners and clients, on the best mechanism
 * the machine offers or the one asked for. Threads start with the first channel.
 */
public final class EventLoops implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EventLoops.class);

	private final Io io;

	private final int threads;

	private final EventLoopGroup group;

	private final boolean daemon;

	private @Nullable EventLoopGroup epollGroup;

	private final @Nullable LoopWatchdog watchdog;

	/**
	 * Create event loops.
	 * @param properties {@code socket.event-loops}
	 * @throws UnsupportedIoException if the mechanism asked for does not work here
	 */
	public EventLoops(EventLoopsProperties properties) {
		this(properties, false);
	}

	/**
	 * Create event loops.
	 * @param properties {@code socket.event-loops}
	 * @param daemon whether the program may end while they run; a server must not
	 * @throws UnsupportedIoException if the mechanism asked for does not work here
	 */
	public EventLoops(EventLoopsProperties properties, boolean daemon) {
		this.io = resolve(properties.io());
		this.daemon = daemon;
		this.threads = (properties.threads() > 0) ? properties.threads() : Runtime.getRuntime().availableProcessors();
		this.watchdog = properties.blockedAfter().isPositive()
				? new LoopWatchdog(properties.blockedAfter(), this::group) : null;
		this.group = new MultiThreadIoEventLoopGroup(this.threads, newThreadFactory(daemon, this.watchdog),
				newIoHandlerFactory(this.io));
	}

	private static ThreadFactory newThreadFactory(boolean daemon, @Nullable LoopWatchdog watchdog) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new FastThreadLocalThread(task, "socket-loop-" + count.incrementAndGet());
			thread.setDaemon(daemon);
			if (watchdog != null) {
				watchdog.watch(thread);
			}
			return thread;
		};
	}

	private static Io resolve(Io io) {
		return switch (io) {
			case AUTO -> {
				if (isAvailable(Io.EPOLL)) {
					yield Io.EPOLL;
				}
				logger.info("Native epoll is not available, using Java NIO: " + Epoll.unavailabilityCause());
				yield Io.NIO;
			}
			case EPOLL, IO_URING -> {
				if (!isAvailable(io)) {
					throw new UnsupportedIoException(io, unavailabilityCause(io));
				}
				yield io;
			}
			case NIO -> Io.NIO;
		};
	}

	private static boolean isAvailable(Io io) {
		return unavailabilityCause(io) == null;
	}

	@SuppressWarnings("NullAway") // null where it is available
	private static @Nullable Throwable unavailabilityCause(Io io) {
		try {
			return (io == Io.EPOLL) ? Epoll.unavailabilityCause() : IoUring.unavailabilityCause();
		}
		catch (LinkageError ex) {
			return ex;
		}
	}

	private static IoHandlerFactory newIoHandlerFactory(Io io) {
		return switch (io) {
			case EPOLL -> PausableEpollHandler.newFactory();
			case IO_URING -> IoUringIoHandler.newFactory();
			case AUTO, NIO -> NioIoHandler.newFactory();
		};
	}

	/**
	 * The mechanism in use.
	 * @return never {@link Io#AUTO}
	 */
	public Io io() {
		return this.io;
	}

	/**
	 * How many threads there are at most.
	 * @return at least 1
	 */
	public int threads() {
		return this.threads;
	}

	/**
	 * The event loops.
	 * @return for bootstraps
	 */
	public EventLoopGroup group() {
		return this.group;
	}

	/**
	 * A listening channel for TCP.
	 * @param address what it is to be bound to, {@code null} for all interfaces. For an
	 * IPv4 address it is an IPv4 socket, because 0.0.0.0 on an IPv6 one takes IPv6
	 * connections as well; io_uring cannot do that.
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
	 * @return its class
	 */
	public Class<? extends Channel> unixChannel() {
		return switch (this.io) {
			case EPOLL -> EpollDomainSocketChannel.class;
			case IO_URING -> IoUringDomainSocketChannel.class;
			case AUTO, NIO -> NioDomainSocketChannel.class;
		};
	}

	/**
	 * The address of a socket file for {@link #unixChannel()}.
	 * @param path the file, or {@code @name}
	 * @return an address of the type the mechanism in use wants
	 * @throws UnsupportedSocketException if it has no abstract names
	 */
	public SocketAddress unixAddress(String path) throws UnsupportedSocketException {
		UnixSocketAddress address = new UnixSocketAddress(path);
		if (this.io != Io.NIO) {
			return new DomainSocketAddress(address.nativePath());
		}
		if (address.isAbstract()) {
			throw TransportSupport.noAbstractNames(this.io);
		}
		return UnixDomainSocketAddress.of(path);
	}

	/**
	 * An event loop for sockets made natively. Where the others are io_uring's, there is
	 * one more for these.
	 * @return on epoll, {@code null} where that is not available or not wanted
	 */
	synchronized @Nullable IoEventLoop nextEpollLoop() {
		if (this.io == Io.EPOLL) {
			return (IoEventLoop) this.group.next();
		}
		if (this.io == Io.NIO || !isAvailable(Io.EPOLL)) {
			return null;
		}
		if (this.epollGroup == null) {
			this.epollGroup = new MultiThreadIoEventLoopGroup(1, newThreadFactory(this.daemon, null),
					newIoHandlerFactory(Io.EPOLL));
		}
		return (IoEventLoop) this.epollGroup.next();
	}

	/**
	 * What keeps an event loop from coming round.
	 * @return one line for operators, {@code null} if nothing does
	 */
	public @Nullable String problem() {
		return (this.watchdog != null) ? this.watchdog.problem() : null;
	}

	/**
	 * Whether the calling thread is one of these: it must not wait for any of them.
	 * @return {@code true} on an event loop
	 */
	public boolean inEventLoop() {
		for (EventExecutor loop : this.group) {
			if (loop.inEventLoop()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Wait until each event loop has done what it was given before and has looked at its
	 * sockets once more; Java NIO closes a socket only then.
	 */
	public void awaitTurn() {
		List<Future<?>> turns = new ArrayList<>();
		for (EventExecutor loop : this.group) {
			Promise<Void> turn = loop.newPromise();
			loop.execute(() -> loop.schedule(() -> turn.setSuccess(null), 1, TimeUnit.MILLISECONDS));
			turns.add(turn);
		}
		turns.forEach(Future::awaitUninterruptibly);
	}

	/**
	 * End the threads; channels that are still open are closed.
	 */
	@Override
	public void close() {
		EventLoopGroup epollGroup;
		synchronized (this) {
			epollGroup = this.epollGroup;
		}
		if (epollGroup != null) {
			epollGroup.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
		}
		if (this.watchdog != null) {
			this.watchdog.close();
		}
		this.group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
	}

}
