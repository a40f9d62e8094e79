package org.socketservice.listener;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.QueuedReplies;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.Framing;
import org.socketservice.gateway.SocketInboundGateway;
import org.socketservice.transport.RecordFrames;
import org.socketservice.transport.TimeoutSweep;
import org.socketservice.transport.TlsHandler;
import org.socketservice.transport.TlsSource;
import org.socketservice.transport.Transport;

/**
 * What the connections of one listener share.
 */
final class ListenerContext {

	private final String name;

	private final ListenerProperties properties;

	private final SocketInboundGateway gateway;

	private final NettyServerConnectionFactory factory;

	private final ConnectionRegistry registry;

	private final ListenerCounts counts;

	private final ConcurrentMap<EventLoop, LoopState> loops = new ConcurrentHashMap<>();

	private final DrainReport drained = new DrainReport();

	private final Admission admission;

	private final Refusals refusals = new Refusals();

	private final AcceptFailureLog acceptFailures;

	private final PeerFaultLog faults;

	private final @Nullable TlsSource tls;

	private final ConnectionLog log;

	private final QueuedReplies queued;

	private final long quietNanos;

	private final long idleTimeoutNanos;

	private final long messageTimeoutNanos;

	private final long lingerNanos;

	ListenerContext(String name, ListenerProperties properties, SocketInboundGateway gateway,
			NettyServerConnectionFactory factory, ConnectionRegistry registry, ListenerCounts counts,
			SharedLimits shared, @Nullable TlsSource tls) {
		this.name = name;
		this.properties = properties;
		this.gateway = gateway;
		this.factory = factory;
		this.registry = registry;
		this.counts = counts;
		this.admission = new Admission(properties, counts);
		this.acceptFailures = new AcceptFailureLog(name);
		this.faults = new PeerFaultLog(name);
		this.tls = tls;
		this.log = new ConnectionLog(name, properties.transport().tag(), shared.accessLog());
		this.queued = shared.queuedReplies();
		this.quietNanos = properties.effectiveQuietPeriod().toNanos();
		this.idleTimeoutNanos = properties.idleTimeout().toNanos();
		this.messageTimeoutNanos = properties.messageTimeout().toNanos();
		this.lingerNanos = properties.linger().toNanos();
	}

	String name() {
		return this.name;
	}

	String transport() {
		return this.properties.transport().tag();
	}

	ListenerProperties properties() {
		return this.properties;
	}

	/** How messages are told apart inside of this program. */
	Framing framing() {
		return (this.properties.transport() == Transport.UNIX_SEQPACKET) ? RecordFrames.FRAMING
				: this.properties.framing();
	}

	SocketInboundGateway gateway() {
		return this.gateway;
	}

	NettyServerConnectionFactory factory() {
		return this.factory;
	}

	ConnectionRegistry registry() {
		return this.registry;
	}

	ListenerCounts counts() {
		return this.counts;
	}

	DrainReport drained() {
		return this.drained;
	}

	Admission admission() {
		return this.admission;
	}

	Refusals refusals() {
		return this.refusals;
	}

	AcceptFailureLog acceptFailures() {
		return this.acceptFailures;
	}

	PeerFaultLog faults() {
		return this.faults;
	}

	ConnectionLog log() {
		return this.log;
	}

	QueuedReplies queued() {
		return this.queued;
	}

	boolean isTls() {
		return this.tls != null;
	}

	/** Take the certificate, before the listener is bound. */
	void openTls() {
		if (this.tls != null) {
			this.tls.open();
		}
	}

	/**
	 * The encryption of a new connection.
	 * @return {@code null} without TLS
	 */
	@Nullable TlsHandler newTls() {
		return (this.tls != null) ? new TlsHandler(this.tls.current().newServerEngine(),
				this.properties.ssl().handshakeTimeout(), this.properties.linger()) : null;
	}

	long quietNanos() {
		return this.quietNanos;
	}

	long idleTimeoutNanos() {
		return this.idleTimeoutNanos;
	}

	long messageTimeoutNanos() {
		return this.messageTimeoutNanos;
	}

	long lingerNanos() {
		return this.lingerNanos;
	}

	LoopState loop(EventLoop loop) {
		return this.loops.computeIfAbsent(loop, LoopState::new);
	}

	void closed(@Nullable InetAddress peer, CloseReason reason, long livedNanos) {
		this.admission.leave(peer);
		this.counts.lived(livedNanos);
		this.drained.closed(reason);
		this.counts.close(reason);
	}

	/**
	 * Do something with every connection, each on its event loop. Returns at once.
	 * @param action what to do
	 */
	void forEachConnection(Consumer<ServerConnection> action) {
		this.loops.forEach((loop, state) -> loop
			.execute(() -> state.sweep.forEach((member) -> action.accept((ServerConnection) member))));
	}

	/**
	 * The part of the listener that lives on one event loop.
	 */
	final class LoopState {

		private final TrafficCounters traffic = ListenerContext.this.counts.newTraffic();

		private final TimeoutSweep sweep;

		LoopState(EventLoop loop) {
			ListenerProperties properties = ListenerContext.this.properties;
			this.sweep = new TimeoutSweep(loop, properties.idleTimeout(), properties.messageTimeout(),
					properties.replyTimeout(), properties.linger());
		}

		TrafficCounters traffic() {
			return this.traffic;
		}

		void add(ServerConnection connection) {
			this.sweep.add(connection);
		}

		void remove(ServerConnection connection) {
			this.sweep.remove(connection);
		}

	}

}
