package org.socketservice.listener;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.socketservice.listener.ListenerProperties.MaxInFlight;
import org.socketservice.properties.CheckedProperties;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.transport.MessageReach;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * All listeners and what they share.
 *
 * @param listeners Listening sockets by name ([a-z][a-z0-9]*). Empty: there is tcp on
 * port 9999.
 * @param quietPeriod What listeners take as their quiet-period when they have none; 0
 * means off.
 * @param shutdown How the program ends.
 * @param recovery How a listener that died binds again.
 * @param limits What all connections may take together.
 * @param accessLog One line for each connection that ends.
 */
@ConfigurationProperties("socket")
public record SocketProperties(@DefaultValue Map<String, ListenerProperties> listeners,
		@DefaultValue("0") Duration quietPeriod, @DefaultValue Shutdown shutdown, @DefaultValue Recovery recovery,
		@DefaultValue Limits limits, @DefaultValue AccessLog accessLog) implements CheckedProperties {

	/** The listener there is when none is declared. */
	static final String DEFAULT_LISTENER = "tcp";

	/**
	 * Binds the properties.
	 */
	public SocketProperties {
		listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
	}

	/**
	 * The listeners to open: the enabled ones, or {@code tcp} when none is declared at
	 * all, with the quiet period filled in, and with the sizes left at their default that
	 * other properties lower or raise.
	 * @return by name, in the order of declaration; empty if all are disabled
	 */
	public Map<String, ListenerProperties> effectiveListeners() {
		Map<String, ListenerProperties> declared = this.listeners.isEmpty()
				? Map.of(DEFAULT_LISTENER, defaultListener()) : this.listeners;
		Map<String, ListenerProperties> effective = new LinkedHashMap<>();
		declared.forEach((name, listener) -> {
			if (listener.enabled()) {
				effective.put(name, resolve(listener));
			}
		});
		return effective;
	}

	@Override
	public void check(PropertyChecks checks) {
		new SocketRules(this, checks).check();
	}

	private static ListenerProperties defaultListener() {
		return new Binder().bindOrCreate("socket.listeners.tcp", ListenerProperties.class);
	}

	private ListenerProperties resolve(ListenerProperties listener) {
		Duration quietPeriod = listener.quietPeriod();
		long reach = MessageReach.of(listener.transport(), listener.framing());
		DataSize size = MessageReach.cap(listener.maxMessageSize(), ListenerProperties.DEFAULT_MAX_MESSAGE_SIZE, reach);
		return listener.with((quietPeriod != null) ? quietPeriod : this.quietPeriod, size,
				raiseDefault(listener.maxInFlight(), size));
	}

	private static MaxInFlight raiseDefault(MaxInFlight maxInFlight, DataSize maxMessageSize) {
		boolean raise = maxInFlight.bytes().equals(MaxInFlight.DEFAULT_BYTES)
				&& maxMessageSize.compareTo(MaxInFlight.DEFAULT_BYTES) > 0;
		return raise ? new MaxInFlight(maxInFlight.messages(), maxMessageSize) : maxInFlight;
	}

	/**
	 * How the program ends.
	 *
	 * @param gracePeriod How long requests in flight may take once the program is told to
	 * stop; less than spring.lifecycle.timeout-per-shutdown-phase.
	 */
	public record Shutdown(@DefaultValue("8s") Duration gracePeriod) {
	}

	/**
	 * What all connections may take together.
	 *
	 * @param queuedReplies Bytes of replies that may wait for peers who do not take them;
	 * beyond it, connections that have replies waiting are not read. Unset: a quarter of
	 * the memory outside of the heap.
	 */
	public record Limits(@Nullable DataSize queuedReplies) {
	}

	/**
	 * One line for each connection that ends.
	 *
	 * @param enabled Whether to write it, to the logger socket.access.LISTENER.
	 */
	public record AccessLog(@DefaultValue("false") boolean enabled) {
	}

	/**
	 * How a listener that died binds again: after the initial delay, then after twice the
	 * delay before.
	 *
	 * @param initialDelay Delay before the first attempt.
	 * @param maxDelay Longest delay between attempts.
	 */
	public record Recovery(@DefaultValue("1s") Duration initialDelay, @DefaultValue("30s") Duration maxDelay) {
	}

}
