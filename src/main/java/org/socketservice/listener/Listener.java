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
	 * What keeps peers from being served although it listens.
	 * @return one line for operators, {@code null} if nothing does
	 */
	default @Nullable String problem() {
		return null;
	}

	/**
	 * Stop accepting, as an operator who takes it out of rotation wants: the socket
	 * closes, so that peers are refused at once and go elsewhere; connections go on.
	 * Already paused, it stays so.
	 * @throws IllegalStateException if it is stopped
	 */
	default void pause() {
		throw new UnsupportedOperationException("a listener on " + transport() + " cannot be paused");
	}

	/**
	 * Accept again, on the port it had. Already listening, it goes on.
	 * @throws IllegalStateException if it is stopped
	 * @throws ListenerBindException if it cannot be bound: then it is {@link State#DOWN}
	 * and tries again by itself
	 */
	default void resume() {
		throw new UnsupportedOperationException("a listener on " + transport() + " cannot be resumed");
	}

	/**
	 * Stop accepting and have connections finish as on SIGTERM, within
	 * {@code socket.shutdown.grace-period}. Returns at once; when no connection is left
	 * the listener is {@link State#PAUSED}.
	 * @throws IllegalStateException if it is stopped
	 */
	default void drain() {
		throw new UnsupportedOperationException("a listener on " + transport() + " cannot be drained");
	}

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

		/** Told to accept no more; its connections go on. */
		PAUSED,

		/** No longer accepting; finishing what is in flight. */
		DRAINING,

		/** Not bound although it should be; it tries again with back-off. */
		DOWN,

		/** Stopped. */
		STOPPED

	}

}
