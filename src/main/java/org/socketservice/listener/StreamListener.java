package org.socketservice.listener;

import java.net.SocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.gateway.SocketInboundGateway;
import org.socketservice.listener.SocketProperties.Recovery;
import org.socketservice.transport.EventLoops;

/**
 * A listener on a stream transport and its life: bound, lost and bound again, drained,
 * stopped.
 */
final class StreamListener implements ManagedListener {

	private static final Log logger = LogFactory.getLog(StreamListener.class);

	private final ListenerContext context;

	private final SocketInboundGateway gateway;

	private final NettyServerConnectionFactory factory;

	private final EventLoops loops;

	private final Recovery recovery;

	private final ListenerEvents events;

	private volatile State state = State.STOPPED;

	private volatile @Nullable Throwable failure;

	private @Nullable ScheduledFuture<?> rebind;

	private boolean announced;

	/** Told to stop for good: nothing else is taken any more. */
	private boolean ending;

	StreamListener(ListenerContext context, EventLoops loops, Recovery recovery, ListenerEvents events) {
		this.context = context;
		this.gateway = context.gateway();
		this.factory = context.factory();
		this.loops = loops;
		this.recovery = recovery;
		this.events = events;
		// Not on the event loop: who holds the lock may be waiting for it.
		this.factory.whenLost((cause) -> Thread.ofVirtual().name("socket-lost-" + name()).start(() -> lost(cause)));
	}

	@Override
	public synchronized void bind() {
		this.ending = false;
		this.context.drained().reset();
		this.gateway.start();
		bound();
	}

	private void bound() {
		this.state = State.LISTENING;
		this.failure = null;
		logger.info("Listener " + name() + " listens on " + transport() + " " + AddressText.of(address()));
		this.announced = true;
		this.events.started(this);
	}

	private void announceEnd() {
		if (this.announced) {
			this.announced = false;
			this.events.stopped(this);
		}
	}

	private synchronized void lost(@Nullable Throwable cause) {
		if (this.state == State.LISTENING) {
			this.state = State.DOWN;
			this.failure = cause;
			logger.warn("Listener " + name() + " has lost its socket and will be bound again");
			announceEnd();
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
			this.factory.start();
			bound();
		}
		catch (ListenerBindException ex) {
			this.failure = ex.getCause();
			logger.warn(ex.getMessage());
			scheduleRebind(Math.min(Math.max(1, delay * 2), this.recovery.maxDelay().toMillis()));
		}
	}

	@Override
	public synchronized void pause() {
		requireLife();
		if (this.state == State.LISTENING || this.state == State.DOWN) {
			stopAccepting(State.PAUSED);
			announceEnd();
			logger.info("Listener " + name() + " is paused");
		}
	}

	@Override
	public synchronized void resume() {
		requireLife();
		if (this.state == State.PAUSED || this.state == State.DRAINING) {
			this.context.drained().reset();
			this.state = State.DOWN;
			try {
				this.factory.start();
				bound();
			}
			catch (ListenerBindException ex) {
				this.failure = ex.getCause();
				scheduleRebind(this.recovery.initialDelay().toMillis());
				throw ex;
			}
		}
	}

	@Override
	public synchronized void drain() {
		requireLife();
		if (this.state != State.DRAINING) {
			startDraining();
			announceEnd();
			this.events.draining(this);
		}
	}

	@Override
	public synchronized void endDrain() {
		if (this.state == State.DRAINING && !this.ending) {
			this.state = State.PAUSED;
			this.context.drained().reset();
		}
	}

	private void requireLife() {
		if (this.ending || this.state == State.STOPPED) {
			throw new IllegalStateException("listener " + name() + " is stopped for good");
		}
	}

	@Override
	public synchronized void beginDrain() {
		this.ending = true;
		if (this.state != State.DRAINING && this.state != State.STOPPED) {
			startDraining();
		}
	}

	private void startDraining() {
		this.context.drained().begin();
		stopAccepting(State.DRAINING);
		this.context.forEachConnection(ServerConnection::drain);
	}

	private void stopAccepting(State next) {
		ScheduledFuture<?> rebind = this.rebind;
		if (rebind != null) {
			rebind.cancel(false);
		}
		this.state = next;
		this.factory.stopListening();
	}

	@Override
	public void cut() {
		this.context.forEachConnection(ServerConnection::cut);
	}

	@Override
	public synchronized void stop() {
		if (this.state != State.STOPPED) {
			this.state = State.STOPPED;
			this.gateway.stop();
			announceEnd();
		}
	}

	@Override
	public DrainReport drained() {
		return this.context.drained();
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
		return this.factory.getServerSocketAddress();
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
		String problem = this.context.acceptFailures().problem();
		return (problem != null) ? problem : this.loops.problem();
	}

	@Override
	public int maxConnections() {
		return this.context.properties().limits().maxConnections();
	}

	@Override
	public boolean isTls() {
		return this.context.isTls();
	}

	@Override
	public ListenerCounts counts() {
		return this.context.counts();
	}

}
