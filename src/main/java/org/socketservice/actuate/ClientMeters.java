package org.socketservice.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.socketservice.client.ClientCounts;
import org.socketservice.client.ClientOutcome;
import org.socketservice.client.SocketClient;

/**
 * The meters {@code socket.client.*}, one set per client, tagged with its name and
 * transport. All but the timer are read when scraped.
 */
final class ClientMeters implements MeterBinder {

	private static final String PREFIX = "socket.client.";

	/** Where the buckets end if the operator asks for a histogram. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private final Iterable<SocketClient> clients;

	ClientMeters(Iterable<SocketClient> clients) {
		this.clients = clients;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (SocketClient client : this.clients) {
			bind(registry, client.counts(), Tags.of("client", client.name(), "transport", client.transport()));
		}
	}

	private static void bind(MeterRegistry registry, ClientCounts counts, Tags tags) {
		Gauge.builder(PREFIX + "connections.active", counts, ClientCounts::activeConnections)
			.description("Connections open now, pooled ones included")
			.tags(tags)
			.register(registry);
		for (ClientOutcome outcome : ClientOutcome.values()) {
			count(registry, "requests", "Requests that have ended", tags.and("outcome", outcome.tag()), counts,
					(client) -> client.requests(outcome));
		}
		count(registry, "bytes.received", "Bytes received", tags, counts, ClientCounts::bytesReceived);
		count(registry, "bytes.sent", "Bytes handed to the sockets", tags, counts, ClientCounts::bytesSent);
		Timer timer = Timer.builder(PREFIX + "reply.duration")
			.description("Requests that got a reply, from asking for a connection to the reply")
			.tags(tags)
			.maximumExpectedValue(LONGEST_WAIT)
			.register(registry);
		counts.observeReplyDurations((nanos) -> timer.record(nanos, TimeUnit.NANOSECONDS));
	}

	private static void count(MeterRegistry registry, String name, String description, Tags tags, ClientCounts counts,
			ToDoubleFunction<ClientCounts> count) {
		FunctionCounter.builder(PREFIX + name, counts, count).description(description).tags(tags).register(registry);
	}

}
