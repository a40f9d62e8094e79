package org.socketservice.actuate;

import java.net.SocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.DatagramRefusal;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.PauseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.listener.AddressText;
import org.socketservice.listener.Listener;
import org.socketservice.listener.Listener.State;
import org.socketservice.listener.Listeners;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/listeners}: what the listeners are doing and what they have counted
 * since the program started. The components of {@link ListenerDescriptor} are the names
 * in the JSON; reasons and outcomes are named as in the tags of the meters, and all of
 * them are there from the start. Pausing, resuming and draining needs
 * {@code management.endpoint.listeners.access=unrestricted}.
 */
@Endpoint(id = "listeners", defaultAccess = Access.READ_ONLY)
public class ListenersEndpoint {

	private final Listeners listeners;

	/**
	 * Create the endpoint.
	 * @param listeners what to show
	 */
	public ListenersEndpoint(Listeners listeners) {
		this.listeners = listeners;
	}

	/**
	 * {@code GET /actuator/listeners}.
	 * @return all enabled listeners
	 */
	@ReadOperation
	public ListenersDescriptor listeners() {
		SequencedMap<String, ListenerDescriptor> byName = new LinkedHashMap<>();
		this.listeners.forEach((listener) -> byName.put(listener.name(), describe(listener)));
		return new ListenersDescriptor(byName);
	}

	/**
	 * {@code GET /actuator/listeners/{name}}.
	 * @param name the key under {@code socket.listeners}
	 * @return the listener, or {@code null} (404) if none of that name is enabled
	 */
	@ReadOperation
	public @Nullable ListenerDescriptor listener(@Selector String name) {
		Listener listener = this.listeners.find(name);
		return (listener != null) ? describe(listener) : null;
	}

	/**
	 * {@code POST /actuator/listeners/{name}}: pause, resume or drain a listener. Returns
	 * when peers are refused or accepted; a drain goes on behind.
	 * @param name the key under {@code socket.listeners}
	 * @param action {@code pause}, {@code resume} or {@code drain}
	 * @return the listener as it is then, or {@code null} (404) if none of that name is
	 * enabled
	 * @throws InvalidEndpointRequestException if there is no such action (400)
	 * @throws IllegalStateException if the listener cannot do that now
	 */
	@WriteOperation
	public @Nullable ListenerDescriptor act(@Selector String name, @Nullable String action) {
		Listener listener = this.listeners.find(name);
		if (listener == null) {
			return null;
		}
		switch ((action != null) ? action : "") {
			case "pause" -> listener.pause();
			case "resume" -> listener.resume();
			case "drain" -> listener.drain();
			default -> throw ConnectionsEndpoint.invalid("action must be pause, resume or drain");
		}
		return describe(listener);
	}

	private static ListenerDescriptor describe(Listener listener) {
		ListenerCounts counts = listener.counts();
		ListenerCounts.Snapshot snapshot = counts.snapshot();
		ConnectionCounts connections = !listener.hasConnections() ? null
				: new ConnectionCounts(snapshot.active(), listener.maxConnections(), snapshot.accepted(),
						byTag(RejectReason.values(), RejectReason::tag, snapshot.rejected()::get),
						byTag(CloseReason.values(), CloseReason::tag, snapshot.closed()::get),
						byTag(RejectReason.values(), RejectReason::tag, counts::wouldHaveRejected),
						byTag(PauseReason.values(), PauseReason::tag, counts::paused),
						byTag(PauseReason.values(), PauseReason::tag, counts::wouldHavePaused));
		DatagramCounts datagrams = listener.hasConnections() ? null
				: new DatagramCounts(
						byTag(DatagramRefusal.values(), DatagramRefusal::tag, counts.refusedDatagrams()::count),
						Map.of(DatagramRefusal.RATE.tag(), counts.wouldHaveRejected(RejectReason.RATE)));
		RequestCounts requests = new RequestCounts(counts.requestsActive(),
				byTag(RequestOutcome.values(), RequestOutcome::tag, counts::requests));
		ByteCounts bytes = new ByteCounts(counts.sum(TrafficCounters::bytesReceived),
				counts.sum(TrafficCounters::bytesSent));
		State state = listener.state();
		SocketAddress address = listener.address();
		String error = (state == State.LISTENING) ? listener.problem() : FailureText.of(state, listener.failure());
		return new ListenerDescriptor(state, error, listener.transport(), listener.isTls(),
				(address != null) ? AddressText.of(address) : null, connections, datagrams, requests, bytes);
	}

	private static <T> SequencedMap<String, Long> byTag(T[] keys, Function<T, String> tag, ToLongFunction<T> count) {
		SequencedMap<String, Long> counts = new LinkedHashMap<>();
		Arrays.stream(keys).forEach((key) -> counts.put(tag.apply(key), count.applyAsLong(key)));
		return counts;
	}

	/**
	 * All listeners.
	 *
	 * @param listeners by name, in the order of their names
	 */
	public record ListenersDescriptor(Map<String, ListenerDescriptor> listeners) {
	}

	/**
	 * One listener.
	 *
	 * @param state {@code LISTENING}, {@code PAUSED}, {@code DRAINING}, {@code DOWN} or
	 * {@code STOPPED}
	 * @param error why it is {@code DOWN}, or what keeps it from serving although it
	 * listens; otherwise {@code null}
	 * @param transport as written in the properties, for example {@code tcp}
	 * @param tls whether its connections are encrypted
	 * @param address where it listens, with the real port; {@code null} while it is not
	 * bound
	 * @param connections its connections, counted at one moment: accepted = active + the
	 * sum of closed; {@code null} on datagram transports, which have none
	 * @param datagrams its datagrams that did not become requests, {@code null} on other
	 * transports
	 * @param requests its requests
	 * @param bytes its bytes, frames included, without what TLS adds
	 */
	public record ListenerDescriptor(State state, @Nullable String error, String transport, boolean tls,
			@Nullable String address, @Nullable ConnectionCounts connections, @Nullable DatagramCounts datagrams,
			RequestCounts requests, ByteCounts bytes) {
	}

	/**
	 * Connections of one listener.
	 *
	 * @param active open now
	 * @param max admitted at once
	 * @param accepted ever accepted
	 * @param rejected refused at accept, by {@link RejectReason}; not among the accepted
	 * @param closed closed after they had been accepted, by {@link CloseReason}
	 * @param wouldReject accepted although a limit says otherwise
	 * ({@code limits.dry-run}), by {@link RejectReason}
	 * @param paused how often one of them was not read for a while, by
	 * {@link PauseReason}
	 * @param wouldPause how often that would have been but for the dry run, by
	 * {@link PauseReason}
	 */
	public record ConnectionCounts(int active, int max, long accepted, Map<String, Long> rejected,
			Map<String, Long> closed, Map<String, Long> wouldReject, Map<String, Long> paused,
			Map<String, Long> wouldPause) {
	}

	/**
	 * Datagrams of one listener that did not become requests.
	 *
	 * @param refused by {@link DatagramRefusal}
	 * @param wouldRefuse taken although a limit says otherwise ({@code limits.dry-run})
	 */
	public record DatagramCounts(Map<String, Long> refused, Map<String, Long> wouldRefuse) {
	}

	/**
	 * Requests of one listener.
	 *
	 * @param active taken and not yet answered
	 * @param outcomes the others, by {@link RequestOutcome}
	 */
	public record RequestCounts(long active, Map<String, Long> outcomes) {
	}

	/**
	 * Bytes of one listener, frames included.
	 *
	 * @param received bytes received
	 * @param sent bytes handed to the sockets
	 */
	public record ByteCounts(long received, long sent) {
	}

}
