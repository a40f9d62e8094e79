package org.socketservice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.listener.SocketProperties.Recovery;
import org.socketservice.transport.DatagramEndpoint;
import org.socketservice.transport.DatagramEndpoints;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.UnixSocketFile;

/**
 * A listener on a datagram transport and its life: bound, lost and bound again, drained,
 * stopped.
 */
final class DatagramListener implements ManagedListener {

	private static final Log logger = LogFactory.getLog(DatagramListener.class);

	private final DatagramContext context;

	private final EventLoops loops;

	private final Recovery recovery;

	private final ListenerEvents events;

	private final DrainReport drained = new DrainReport();

	private volatile State state = State.STOPPED;

	private volatile @Nullable Throwable failure;

	private volatile @Nullable SocketAddress address;

	private List<DatagramConversation> conversations = List.of();

	private List<SocketAddress> addresses = List.of();

	/** Of a Unix socket, which leaves it behind when closed. */
	private @Nullable UnixSocketFile file;

	private CompletableFuture<Void> drain = CompletableFuture.completedFuture(null);

	/**
	 * The port to take again when the socket dies, also where any free one was asked for.
	 */
	private int boundPort;

	private @Nullable ScheduledFuture<?> rebind;

	DatagramListener(DatagramContext context, EventLoops loops, Recovery recovery, ListenerEvents events) {
		this.context = context;
		this.loops = loops;
		this.recovery = recovery;
		this.events = events;
	}

	@Override
	public synchronized void bind() {
		this.drained.reset();
		this.context.gateway().start();
		open();
	}

	private void open() {
		List<DatagramConversation> opened = new ArrayList<>();
		try {
			DatagramEndpoints endpoints = new DatagramEndpoints(this.loops, this.context.options(), () -> {
				// Not on the event loop: who holds the lock may be waiting for it.
				DatagramConversation conversation = new DatagramConversation(this.context,
						(cause) -> Thread.ofVirtual().name("socket-lost-" + name()).start(() -> lost(cause)));
				opened.add(conversation);
				return conversation;
			});
			List<DatagramEndpoint> bound = open(endpoints);
			this.conversations = opened;
			this.addresses = bound.stream().map(DatagramEndpoint::localAddress).toList();
		}
		catch (IOException | RuntimeException ex) {
			throw new ListenerBindException(name(), this.context.properties(), ex);
		}
		SocketAddress address = this.addresses.getFirst();
		this.addresses.forEach(this.context.ownSockets()::add);
		this.address = address;
		this.boundPort = (address instanceof InetSocketAddress inet) ? inet.getPort() : 0;
		this.state = State.LISTENING;
		this.failure = null;
		logger.info("Listener " + name() + " listens on " + transport() + " " + AddressText.of(address));
		this.events.started(this);
	}

	private List<DatagramEndpoint> open(DatagramEndpoints endpoints) throws IOException {
		ListenerProperties properties = this.context.properties();
		return switch (properties.transport()) {
			case UDP -> endpoints.udp(host(), (this.boundPort > 0) ? this.boundPort : properties.effectivePort());
			case UNIX_DATAGRAM -> openUnix(endpoints, Objects.requireNonNull(properties.path()));
			case RAW -> endpoints.raw(host(), properties.protocol());
			case RDM -> endpoints.rdm(Objects.requireNonNull(properties.serviceType()),
					Objects.requireNonNull(properties.instance()));
			case TCP, UNIX, UNIX_SEQPACKET -> throw new IllegalStateException("no datagrams");
		};
	}

	private List<DatagramEndpoint> openUnix(DatagramEndpoints endpoints, String path) throws IOException {
		ListenerProperties properties = this.context.properties();
		UnixSocketFile file = properties.isAbstractPath() ? null : UnixSocketFile.claim(Path.of(path));
		try {
			List<DatagramEndpoint> opened = endpoints.unix(path, file, properties.filePermissions());
			this.file = file;
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			if (file != null) {
				file.close();
			}
			throw ex;
		}
	}

	private @Nullable InetAddress host() throws IOException {
		String address = this.context.properties().address();
		return (address != null) ? InetAddress.getByName(address) : null;
	}

	private synchronized void lost(@Nullable Throwable cause) {
		if (this.state == State.LISTENING) {
			this.state = State.DOWN;
			this.failure = cause;
			logger.warn("Listener " + name() + " has lost its socket and will be bound again", cause);
			close();
			this.events.stopped(this);
			scheduleRebind(this.recovery.initialDelay().toMillis());
		}
	}

	private void scheduleRebind(long delay) {
		this.rebind = this.loops.group().loops().next().schedule(() -> {
			Thread.ofVirtual().name("socket-rebind-" + name()).start(() -> rebind(delay));
		}, delay, TimeUnit.MILLISECONDS);
	}

	private synchronized void rebind(long delay) {
		if (this.state != State.DOWN) {
			return;
		}
		try {
			open();
		}
		catch (ListenerBindException ex) {
			this.failure = ex.getCause();
			logger.warn(ex.getMessage());
			scheduleRebind(Math.min(Math.max(1, delay * 2), this.recovery.maxDelay().toMillis()));
		}
	}

	/**
	 * Close the sockets as if they had died, for the recovery to notice.
	 */
	synchronized void lose() {
		lost(null);
	}

	@Override
	public synchronized void beginDrain() {
		ScheduledFuture<?> rebind = this.rebind;
		if (rebind != null) {
			rebind.cancel(false);
		}
		if (this.state == State.LISTENING || this.state == State.DOWN) {
			this.state = State.DRAINING;
			this.drained.begin();
			this.drain = CompletableFuture.allOf(
					this.conversations.stream().map(DatagramConversation::drain).toArray(CompletableFuture<?>[]::new));
		}
	}

	@Override
	public boolean awaitDrained(long deadline) throws InterruptedException {
		CompletableFuture<Void> drain;
		synchronized (this) {
			drain = this.drain;
		}
		try {
			drain.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public synchronized void cut() {
		close();
	}

	private void close() {
		CompletableFuture
			.allOf(this.conversations.stream().map(DatagramConversation::close).toArray(CompletableFuture<?>[]::new))
			.join();
		this.addresses.forEach(this.context.ownSockets()::remove);
		this.conversations = List.of();
		this.addresses = List.of();
		this.address = null;
		UnixSocketFile file = this.file;
		this.file = null;
		if (file != null) {
			try {
				file.close();
			}
			catch (IOException ex) {
				logger.warn("Listener " + name() + " could not remove its socket file", ex);
			}
		}
	}

	@Override
	public synchronized void stop() {
		if (this.state != State.STOPPED) {
			this.state = State.STOPPED;
			close();
			this.boundPort = 0;
			this.context.gateway().stop();
			this.events.stopped(this);
		}
	}

	@Override
	public DrainReport drained() {
		return this.drained;
	}

	@Override
	public String name() {
		return this.context.name();
	}

	@Override
	public String transport() {
		return this.context.transport();
	}

	@Override
	public @Nullable SocketAddress address() {
		return this.address;
	}

	@Override
	public State state() {
		return this.state;
	}

	@Override
	public @Nullable Throwable failure() {
		return this.failure;
	}

	@Override
	public @Nullable String problem() {
		return this.loops.problem();
	}

	@Override
	public boolean hasConnections() {
		return false;
	}

	@Override
	public int maxConnections() {
		return 0;
	}

	@Override
	public ListenerCounts counts() {
		return this.context.counts();
	}

}
