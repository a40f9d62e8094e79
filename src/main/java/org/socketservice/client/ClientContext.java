package org.socketservice.client;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.Framing;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.TimeoutSweep;
import org.socketservice.transport.TlsContext;

/**
 * What the connections of one client share.
 */
final class ClientContext {

	private final String name;

	private final ClientProperties properties;

	private final ServerAddress server;

	private final EventLoops loops;

	private final @Nullable Supplier<TlsContext> tls;

	private final ClientCounts counts = new ClientCounts();

	private final ConcurrentMap<EventLoop, LoopState> states = new ConcurrentHashMap<>();

	/**
	 * Create a context.
	 * @param name of the client
	 * @param properties of the client
	 * @param loops that carry its connections
	 * @param tls what to encrypt new connections with, {@code null} for nothing
	 */
	ClientContext(String name, ClientProperties properties, EventLoops loops, @Nullable Supplier<TlsContext> tls) {
		this.name = name;
		this.properties = properties;
		this.server = ServerAddress.of(properties);
		this.loops = loops;
		this.tls = tls;
	}

	String name() {
		return this.name;
	}

	ClientProperties properties() {
		return this.properties;
	}

	/** How messages are told apart inside of this program. */
	Framing framing() {
		return ConnectionSettings.framing(this.properties.transport(), this.properties.framing());
	}

	ServerAddress server() {
		return this.server;
	}

	EventLoops loops() {
		return this.loops;
	}

	/**
	 * What to encrypt a new connection with.
	 * @return {@code null} for nothing
	 */
	@Nullable TlsContext tls() {
		return (this.tls != null) ? this.tls.get() : null;
	}

	ClientCounts counts() {
		return this.counts;
	}

	void refuseEventLoop() {
		if (this.loops.inEventLoop()) {
			throw new IllegalStateException("Client " + this.name
					+ " was called on an event loop, which must not wait: MessageService.mayBlock() must return true");
		}
	}

	LoopState state(EventLoop loop) {
		return this.states.computeIfAbsent(loop, LoopState::new);
	}

	/**
	 * A timeout for interfaces that count in milliseconds and take 0 for none.
	 * @param timeout zero for none
	 * @return at least 1 unless the timeout is zero
	 */
	static int millis(Duration timeout) {
		if (timeout.isZero()) {
			return 0;
		}
		return Math.clamp(timeout.plusNanos(999_999).toMillis(), 1, Integer.MAX_VALUE);
	}

	/**
	 * A timeout in words.
	 * @param timeout the timeout
	 * @return such as {@code 10 s} or {@code 250 ms}
	 */
	static String text(Duration timeout) {
		long millis = millis(timeout);
		return (millis % 1000 == 0) ? (millis / 1000) + " s" : millis + " ms";
	}

	/**
	 * The part of the client that lives on one event loop.
	 */
	final class LoopState {

		private final TrafficCounters traffic = ClientContext.this.counts.newTraffic();

		private final TimeoutSweep sweep;

		LoopState(EventLoop loop) {
			this.sweep = new TimeoutSweep(loop, ClientContext.this.properties.idleTimeout());
		}

		TrafficCounters traffic() {
			return this.traffic;
		}

		TimeoutSweep sweep() {
			return this.sweep;
		}

	}

}
