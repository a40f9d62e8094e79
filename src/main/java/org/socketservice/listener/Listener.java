package org.socketservice.listener;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.ListenerCounts;

/**
 * A listening socket declared under {@code socket.listeners.<name>}, as operators see it.
 */
public interface Listener {

	/**
	 * The key under {@code socket.listeners}.
	 * @return the name
	 */
	String name();

	/**
	 * The transport as written in the properties, for example {@code tcp}.
	 * @return lower case with dashes
	 */
	String transport();

	/**
	 * The address it is bound to, with the real port where port 0 was asked for.
	 * @return the address, {@code null} while not bound
	 */
	@Nullable SocketAddress address();

	/**
	 * What it is doing now.
	 * @return the state
	 */
	State state();

	/**
	 * Why it is {@link State#DOWN}.
	 * @return the failure of the last bind or of the socket, {@code null} if none
	 */
	@Nullable Throwable failure();

	/**
	 * Whether it has connections; datagrams come without.
	 * @return {@code false} on datagram transports
	 */
	default boolean hasConnections() {
		return true;
	}

	/**
	 * The most connections it admits at once.
	 * @return {@code limits.max-connections}, 0 where there are none
	 */
	int maxConnections();

	/**
	 * Whether its connections are encrypted.
	 * @return {@code true} with an {@code ssl.bundle}
	 */
	default boolean isTls() {
		return false;
	}

	/**
	 * What it has counted since the program started.
	 * @return live counts
	 */
	ListenerCounts counts();

	/**
	 * Whether peers can connect now.
	 * @return {@code true} in state {@link State#LISTENING} only
	 */
	default boolean isListening() {
		return state() == State.LISTENING;
	}

	/**
	 * States of a listener.
	 */
	enum State {

		/** Bound and accepting. */
		LISTENING,

		/** No longer accepting; finishing what is in flight. */
		DRAINING,

		/** Not bound although it should be; it tries again with back-off. */
		DOWN,

		/** Stopped. */
		STOPPED

	}

}
