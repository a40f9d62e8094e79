package org.socketservice.transport;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
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
 * the machine offers or the one asked for; beside io_uring there is epoll for the sockets
 * that it cannot serve. Threads start with the first channel.
 */
public final class EventLoops implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EventLoops.class);

	private final int threads;

	private final ThreadFactory threadFactory;

	private final LoopGroup group;

	private @Nullable LoopGroup epollGroup;

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
	 * @param daemon whether the program may end while they run, as that of a client may
	 * and that of a server must not
	 * @throws UnsupportedIoException if the mechanism asked for does not work here
	 */
	public EventLoops(EventLoopsProperties properties, boolean daemon) {
		this.threads = (properties.threads() > 0) ? properties.threads() : Runtime.getRuntime().availableProcessors();
		this.watchdog = properties.blockedAfter().isPositive() ? new LoopWatchdog(properties.blockedAfter(), this::all)
				: null;
		this.threadFactory = newThreadFactory(daemon, this.watchdog);
		this.group = openBest(properties.io());
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

	private LoopGroup openBest(Io io) {
		if (io != Io.AUTO) {
			Throwable cause = unavailabilityCause(io);
			if (cause != null) {
				throw new UnsupportedIoException(io, cause);
			}
			if (io == Io.IO_URING && !IoUringDefaults.areEffective()) {
				logger.warn("io_uring was loaded with multishot accept or poll, so that access rules do not hold for "
						+ "clients that reset at once, and their connections may stay until they are idle too long: "
						+ "set " + IoUringDefaults.SETTINGS + " for the JVM");
			}
			return open(io);
		}
		if (isAvailable(Io.EPOLL)) {
			return open(Io.EPOLL);
		}
		logger.info("Native epoll is not available, using Java NIO: " + Epoll.unavailabilityCause());
		return open(Io.NIO);
	}

	private LoopGroup open(Io io) {
		return LoopGroup.of(io, this.threads, this.threadFactory);
	}

	private static boolean isAvailable(Io io) {
		return unavailabilityCause(io) == null;
	}

	@SuppressWarnings("NullAway") // null where it is available
	private static @Nullable Throwable unavailabilityCause(Io io) {
		try {
			return switch (io) {
				case EPOLL -> Epoll.unavailabilityCause();
				case IO_URING -> IoUringDefaults.unavailabilityCause();
				case AUTO, NIO -> null;
			};
		}
		catch (LinkageError ex) {
			return ex;
		}
	}

	/**
	 * The mechanism in use.
	 * @return never {@link Io#AUTO}
	 */
	public Io io() {
		return this.group.io();
	}

	/**
	 * How many threads there are at most for the connections of each mechanism.
	 * @return at least 1
	 */
	public int threads() {
		return this.threads;
	}

	/**
	 * The event loops of the mechanism in use.
	 * @return for stream sockets
	 */
	public LoopGroup group() {
		return this.group;
	}

	/**
	 * Event loops for a TCP listener.
	 * @param address what it is to be bound to, {@code null} for all interfaces
	 * @return epoll for 0.0.0.0 where the mechanism in use would take IPv6 connections as
	 * well
	 */
	public LoopGroup tcpListenerGroup(@Nullable InetAddress address) {
		LoopGroup epoll = this.group.takesBothFamilies(address) ? epollGroup() : null;
		return (epoll != null) ? epoll : this.group;
	}

	/**
	 * Event loops for sockets that are connected.
	 * @param transport tcp, unix or unix-seqpacket
	 * @return those of epoll for Unix sockets where the mechanism in use is io_uring
	 * @throws UnsupportedSocketException if there is no epoll where it is needed
	 */
	public LoopGroup groupFor(Transport transport) throws UnsupportedSocketException {
		if (transport == Transport.TCP || (transport == Transport.UNIX && io() == Io.NIO)) {
			return this.group;
		}
		LoopGroup epoll = epollGroup();
		if (epoll == null) {
			throw TransportSupport.needsEpoll(transport, io());
		}
		return epoll;
	}

	/** {@code null} where epoll is not available or not wanted. */
	private synchronized @Nullable LoopGroup epollGroup() {
		if (io() == Io.EPOLL) {
			return this.group;
		}
		if (this.epollGroup == null && io() == Io.IO_URING && isAvailable(Io.EPOLL)) {
			this.epollGroup = open(Io.EPOLL);
		}
		return this.epollGroup;
	}

	/**
	 * An event loop for sockets made natively.
	 * @return on epoll, {@code null} where that is not available or not wanted
	 */
	@Nullable IoEventLoop nextEpollLoop() {
		LoopGroup epoll = epollGroup();
		return (epoll != null) ? (IoEventLoop) epoll.loops().next() : null;
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
		return all().stream().anyMatch(EventExecutor::inEventLoop);
	}

	/**
	 * Wait until each event loop has done what it was given before and has looked at its
	 * sockets once more; Java NIO closes a socket only then.
	 */
	public void awaitTurn() {
		List<Future<?>> turns = new ArrayList<>();
		for (EventExecutor loop : all()) {
			Promise<Void> turn = loop.newPromise();
			loop.execute(() -> loop.schedule(() -> turn.setSuccess(null), 1, TimeUnit.MILLISECONDS));
			turns.add(turn);
		}
		turns.forEach(Future::awaitUninterruptibly);
	}

	private List<EventExecutor> all() {
		List<EventExecutor> all = new ArrayList<>();
		groups().forEach((group) -> all.addAll(group.all()));
		return all;
	}

	private synchronized List<LoopGroup> groups() {
		return (this.epollGroup != null) ? List.of(this.epollGroup, this.group) : List.of(this.group);
	}

	/**
	 * End the threads; channels that are still open are closed.
	 */
	@Override
	public void close() {
		if (this.watchdog != null) {
			this.watchdog.close();
		}
		List<Future<?>> ends = new ArrayList<>();
		groups().forEach((group) -> ends.addAll(group.shutdown()));
		ends.forEach((end) -> end.awaitUninterruptibly(3, TimeUnit.SECONDS));
	}

}
