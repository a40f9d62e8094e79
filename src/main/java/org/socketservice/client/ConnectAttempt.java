package org.socketservice.client;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to connect, for those who expect that nobody listens: as
 * {@code connect_ex} it gives an error number instead of an exception.
 */
public final class ConnectAttempt {

	private final @Nullable SocketConnection connection;

	private final @Nullable SocketClientException failure;

	private ConnectAttempt(@Nullable SocketConnection connection, @Nullable SocketClientException failure) {
		this.connection = connection;
		this.failure = failure;
	}

	static ConnectAttempt of(Supplier<SocketConnection> connect) {
		try {
			return new ConnectAttempt(connect.get(), null);
		}
		catch (SocketClientException ex) {
			return new ConnectAttempt(null, ex);
		}
	}

	/**
	 * The error number.
	 * @return 0 when connected, such as 111 for ECONNREFUSED, -1 if no system call failed
	 * (an unknown host)
	 */
	public int errno() {
		SocketClientException failure = this.failure;
		if (failure == null) {
			return 0;
		}
		return (failure.errno() != null) ? failure.errno().number() : -1;
	}

	/**
	 * Why there is no connection.
	 * @return {@code null} when connected
	 */
	public @Nullable SocketClientException failure() {
		return this.failure;
	}

	/**
	 * The connection.
	 * @return to be closed by the caller
	 * @throws SocketClientException if there is none
	 */
	public SocketConnection connection() {
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.connection == null) {
			throw new IllegalStateException("neither connected nor failed");
		}
		return this.connection;
	}

}
