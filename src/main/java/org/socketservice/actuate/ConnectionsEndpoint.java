package org.socketservice.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.connection.LiveConnection;
import org.socketservice.listener.Listeners;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@code /actuator/connections}: who is connected now. The components of
 * {@link ConnectionsDescriptor} and {@link ConnectionInfo} are the names in the JSON,
 * times are in ISO 8601, what does not apply is {@code null}. Closing a connection needs
 * {@code management.endpoint.connections.access=unrestricted}.
 */
@Endpoint(id = "connections", defaultAccess = Access.READ_ONLY)
public class ConnectionsEndpoint {

	/** How many connections an answer holds when no {@code limit} is given. */
	public static final int DEFAULT_LIMIT = 100;

	/** How many connections an answer holds at most. */
	public static final int MAX_LIMIT = 1000;

	private final ConnectionRegistry registry;

	private final Listeners listeners;

	/**
	 * Create the endpoint.
	 * @param registry the connections
	 * @param listeners the listeners to choose from
	 */
	public ConnectionsEndpoint(ConnectionRegistry registry, Listeners listeners) {
		this.registry = registry;
		this.listeners = listeners;
	}

	/**
	 * {@code GET /actuator/connections}: a page of the open connections, oldest first.
	 * @param listener only those of this listener
	 * @param limit how many at most, from 1 to {@value #MAX_LIMIT}; by default
	 * {@value #DEFAULT_LIMIT}
	 * @param offset how many older ones to leave out; by default 0
	 * @return the page
	 * @throws InvalidEndpointRequestException if a parameter is out of range or names no
	 * enabled listener (400)
	 */
	@ReadOperation
	public ConnectionsDescriptor connections(@Nullable String listener, @Nullable Integer limit,
			@Nullable Integer offset) {
		if (listener != null && this.listeners.find(listener) == null) {
			throw invalid("listener must be the name of an enabled listener");
		}
		int size = (limit != null) ? limit : DEFAULT_LIMIT;
		if (size < 1 || size > MAX_LIMIT) {
			throw invalid("limit must be a number from 1 to " + MAX_LIMIT);
		}
		int first = (offset != null) ? offset : 0;
		if (first < 0) {
			throw invalid("offset must be a number from 0 to " + Integer.MAX_VALUE);
		}
		ConnectionRegistry.Page page = this.registry.page(listener, first, size);
		return new ConnectionsDescriptor(page.total(), first, size, page.connections());
	}

	static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	/**
	 * {@code GET /actuator/connections/{id}}.
	 * @param id the connection id
	 * @return the connection, or {@code null} (404) if none is open under that id
	 */
	@ReadOperation
	public @Nullable ConnectionInfo connection(@Selector String id) {
		LiveConnection connection = this.registry.find(id);
		return (connection != null) ? connection.info() : null;
	}

	/**
	 * {@code DELETE /actuator/connections/{id}}: close a connection in order, after the
	 * replies that are written. It is counted under {@link CloseReason#CLOSED_LOCALLY}.
	 * @param id the connection id
	 * @return whether a connection was open under that id (204 or 404); it may stay on
	 * the list for up to its listener's {@code linger}
	 */
	@DeleteOperation
	public boolean close(@Selector String id) {
		LiveConnection connection = this.registry.find(id);
		if (connection == null) {
			return false;
		}
		connection.close(CloseReason.CLOSED_LOCALLY);
		return true;
	}

	/**
	 * A page of connections.
	 *
	 * @param total connections open now that match, on this page or not
	 * @param offset how many older ones were left out
	 * @param limit how many this page could hold
	 * @param connections those on this page, oldest first
	 */
	public record ConnectionsDescriptor(int total, int offset, int limit, List<ConnectionInfo> connections) {
	}

}
