package org.socketservice.connection;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * All connections that are open now, of all listeners.
 */
public final class ConnectionRegistry {

	private final ConcurrentMap<String, LiveConnection> connections = new ConcurrentHashMap<>();

	/**
	 * Add a connection.
	 * @param connection just accepted
	 */
	public void add(LiveConnection connection) {
		this.connections.put(connection.id(), connection);
	}

	/**
	 * Remove a connection.
	 * @param connection just closed
	 */
	public void remove(LiveConnection connection) {
		this.connections.remove(connection.id(), connection);
	}

	/**
	 * Find a connection.
	 * @param id its connection id
	 * @return the connection, or {@code null} if none is open under that id
	 */
	public @Nullable LiveConnection find(String id) {
		return this.connections.get(id);
	}

	/**
	 * The open connections, oldest first.
	 * @param listener only those of this listener, all if {@code null}
	 * @return a snapshot
	 */
	public List<ConnectionInfo> list(@Nullable String listener) {
		return this.connections.values()
			.stream()
			.filter((connection) -> listener == null || listener.equals(connection.listener()))
			.map(LiveConnection::info)
			.sorted(Comparator.comparing(ConnectionInfo::opened).thenComparing(ConnectionInfo::id))
			.toList();
	}

	/**
	 * How many connections are open.
	 * @return a count
	 */
	public int size() {
		return this.connections.size();
	}

}
