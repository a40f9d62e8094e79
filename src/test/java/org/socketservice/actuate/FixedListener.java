package org.socketservice.actuate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.listener.Listener;

/**
 * A listener in any state a test wants.
 */
record FixedListener(String name, State state, @Nullable Throwable failure, boolean isTls, ListenerCounts counts,
		@Nullable String problem) implements Listener {

	static FixedListener in(State state) {
		return new FixedListener("tcp", state, null, false, new ListenerCounts(), null);
	}

	static FixedListener down(@Nullable Throwable failure) {
		return new FixedListener("tcp", State.DOWN, failure, false, new ListenerCounts(), null);
	}

	@Override
	public String transport() {
		return "tcp";
	}

	@Override
	public @Nullable SocketAddress address() {
		return isListening() ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9999) : null;
	}

	@Override
	public int maxConnections() {
		return 10;
	}

}
