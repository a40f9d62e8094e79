package org.socketservice.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.PauseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TlsFailure;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listeners;

/**
 * The meters {@code socket.server.*}, one set per listener, tagged with its name and
 * transport; never with a peer, of which there are too many. They show the counts the
 * endpoint {@code listeners} shows, read when scraped, so that counting costs nothing
 * here. Timers are fed by the event loops. Meters whose name says what they count carry
 * no base unit, which Prometheus would only repeat.
 */
final class ListenerMeters implements MeterBinder {

	private static final String PREFIX = "socket.server.";

	/** Where the buckets end if the operator asks for a histogram. */
	private static final Duration LONGEST_CONNECTION = Duration.ofHours(1);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private final Listeners listeners;

	ListenerMeters(Listeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.listeners.forEach((listener) -> new Binding(registry, listener).bind());
	}

	/**
	 * The meters of one listener in one registry.
	 */
	private static final class Binding {

		private final MeterRegistry registry;

		private final Listener listener;

		private final Tags tags;

		Binding(MeterRegistry registry, Listener listener) {
			this.registry = registry;
			this.listener = listener;
			this.tags = Tags.of("listener", listener.name(), "transport", listener.transport());
		}

		void bind() {
			gauge("listening", "1 while peers can connect, otherwise 0", (listener) -> listener.isListening() ? 1 : 0);
			if (this.listener.hasConnections()) {
				bindConnections();
			}
			else {
				bindDatagrams();
			}
			bindRequests();
			counter("bytes.received", "Bytes received", Tags.empty(),
					(listener) -> listener.counts().sum(TrafficCounters::bytesReceived));
			counter("bytes.sent", "Bytes handed to the sockets", Tags.empty(),
					(listener) -> listener.counts().sum(TrafficCounters::bytesSent));
			if (this.listener.isTls()) {
				bindTls();
			}
		}

		private void bindTls() {
			this.listener.counts()
				.observeHandshakes(timer("tls.handshake", "TLS handshakes that succeeded, from accept", LONGEST_WAIT));
			for (TlsFailure reason : TlsFailure.values()) {
				counter("tls.failures", "TLS handshakes that failed", Tags.of("reason", reason.tag()),
						(listener) -> listener.counts().tls().failures(reason));
			}
			counter("tls.reloads", "Changes of the SSL bundle", Tags.of("outcome", "success"),
					(listener) -> listener.counts().tls().reloads(true));
			counter("tls.reloads", "Changes of the SSL bundle", Tags.of("outcome", "failure"),
					(listener) -> listener.counts().tls().reloads(false));
		}

		private void bindConnections() {
			gauge("connections.active", "Connections open now", (listener) -> listener.counts().snapshot().active());
			gauge("connections.max", "Connections admitted at once", Listener::maxConnections);
			counter("connections.accepted", "Connections accepted", Tags.empty(),
					(listener) -> listener.counts().snapshot().accepted());
			for (RejectReason reason : RejectReason.values()) {
				counter("connections.rejected", "Connections refused at accept", Tags.of("reason", reason.tag()),
						(listener) -> listener.counts().snapshot().rejected().getOrDefault(reason, 0L));
			}
			for (CloseReason reason : CloseReason.values()) {
				counter("connections.closed", "Accepted connections closed", Tags.of("reason", reason.tag()),
						(listener) -> listener.counts().snapshot().closed().getOrDefault(reason, 0L));
			}
			for (PauseReason reason : PauseReason.values()) {
				counter("connections.paused", "Times a limit kept a connection from being read",
						Tags.of("reason", reason.tag()), (listener) -> listener.counts().paused(reason));
			}
			this.listener.counts()
				.observeConnectionDurations(
						timer("connection.duration", "Connections, from accept to close", LONGEST_CONNECTION));
		}

		private void bindDatagrams() {
			for (DatagramRefusal reason : DatagramRefusal.values()) {
				counter("datagrams.refused", "Datagrams that did not become requests", Tags.of("reason", reason.tag()),
						(listener) -> listener.counts().refusedDatagrams().count(reason));
			}
		}

		private void bindRequests() {
			gauge("requests.active", "Requests taken and not yet answered",
					(listener) -> listener.counts().requestsActive());
			for (RequestOutcome outcome : RequestOutcome.values()) {
				counter("requests", "Requests that have ended", Tags.of("outcome", outcome.tag()),
						(listener) -> listener.counts().requests(outcome));
			}
			this.listener.counts()
				.observeReplyDurations(timer("reply.duration",
						"Requests, from their arrival or hand-over to their reply, one of each batch", LONGEST_WAIT));
		}

		private void gauge(String name, String description, ToDoubleFunction<Listener> value) {
			Gauge.builder(PREFIX + name, this.listener, value)
				.description(description)
				.tags(this.tags)
				.register(this.registry);
		}

		private void counter(String name, String description, Tags more, ToDoubleFunction<Listener> count) {
			FunctionCounter.builder(PREFIX + name, this.listener, count)
				.description(description)
				.tags(this.tags.and(more))
				.register(this.registry);
		}

		private LongConsumer timer(String name, String description, Duration longest) {
			Timer timer = Timer.builder(PREFIX + name)
				.description(description)
				.tags(this.tags)
				.maximumExpectedValue(longest)
				.register(this.registry);
			return (nanos) -> timer.record(nanos, TimeUnit.NANOSECONDS);
		}

	}

}
