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

	private static final Comparator<LiveConnection> OLDEST_FIRST = Comparator.comparing(LiveConnection::opened)
		.thenComparing(LiveConnection::id);

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
		return page(listener, 0, Integer.MAX_VALUE).connections();
	}

	/**
	 * Some of the open connections, oldest first. Pages asked for one after another
	 * overlap or leave out none as long as none of the older connections closes.
	 * @param listener only those of this listener, all if {@code null}
	 * @param offset how many to leave out at the beginning
	 * @param limit how many to return at most
	 * @return a snapshot
	 */
	public Page page(@Nullable String listener, long offset, int limit) {
		List<LiveConnection> open = this.connections.values()
			.stream()
			.filter((connection) -> listener == null || listener.equals(connection.listener()))
			.sorted(OLDEST_FIRST)
			.toList();
		return new Page(open.size(), open.stream().skip(offset).limit(limit).map(LiveConnection::info).toList());
	}

	/**
	 * How many connections are open.
	 * @return a count
	 */
	public int size() {
		return this.connections.size();
	}

	/**
	 * Some of many connections.
	 *
	 * @param total how many there are, also outside of this page
	 * @param connections the connections of this page
	 */
	public record Page(int total, List<ConnectionInfo> connections) {
	}

}
