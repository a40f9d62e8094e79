package org.socketservice.client;

import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.util.PoolItemNotAvailableException;
import org.springframework.messaging.support.GenericMessage;

/**
 * A client of one socket server, with a pool of connections behind it. Each entry
 * {@code <name>} of {@code socket.clients} is a bean {@code <name>SocketClient}; without
 * Spring use {@link SocketClientBuilder}. Safe for use by many threads: each request has
 * a connection to itself until its reply has come. Connects when a connection is needed,
 * not before.
 * <p>
 * A request fails, and is not sent again, when the server closes its pooled connection in
 * the very moment it is sent: only the caller knows whether sending it twice does harm.
 */
public final class SocketClient implements AutoCloseable {

	private final ClientContext context;

	private final @Nullable ClientGateway gateway;

	/** In place of a gateway where requests are datagrams. */
	private final @Nullable DatagramPool datagrams;

	private final Runnable whenClosed;

	SocketClient(ClientGateway gateway, Runnable whenClosed) {
		this.context = gateway.context();
		this.gateway = gateway;
		this.datagrams = null;
		this.whenClosed = whenClosed;
	}

	SocketClient(ClientContext context, Runnable whenClosed) {
		this.context = context;
		this.gateway = null;
		this.datagrams = new DatagramPool(context);
		this.whenClosed = whenClosed;
	}

	/**
	 * The name in the properties.
	 * @return what {@code client} tags of meters say
	 */
	public String name() {
		return this.context.name();
	}

	/**
	 * What carries the bytes.
	 * @return as in the properties; what {@code transport} tags of meters say
	 */
	public String transport() {
		return this.context.properties().transport().tag();
	}

	/**
	 * Send a request and wait for its reply, at most {@code reply-timeout}.
	 * @param request the bytes without a frame
	 * @return the reply without its frame
	 * @throws SocketClientException if no connection or no reply was got
	 * @throws IllegalStateException on an event loop, which must not wait
	 */
	public byte[] send(byte[] request) {
		return send(request, this.context.properties().replyTimeout());
	}

	/**
	 * Send a request and wait for its reply.
	 * @param request the bytes without a frame
	 * @param replyTimeout how long to wait, zero for ever
	 * @return the reply without its frame
	 * @throws SocketClientException if no connection or no reply was got
	 */
	public byte[] send(byte[] request, Duration replyTimeout) {
		this.context.refuseEventLoop();
		try {
			if (this.datagrams != null) {
				return this.datagrams.exchange(request, replyTimeout);
			}
			ClientGateway gateway = Objects.requireNonNull(this.gateway);
			return (byte[]) gateway.exchange(new GenericMessage<>(request), replyTimeout).getPayload();
		}
		catch (SocketClientException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw SocketClientException.of(this.context.server(), poolTimeout(ex));
		}
	}

	/**
	 * Send text and wait for its reply, at most {@code reply-timeout}.
	 * @param request text, sent in UTF-8
	 * @return the reply, read as UTF-8
	 * @throws SocketClientException if no connection or no reply was got
	 */
	public String send(String request) {
		return new String(send(request.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
	}

	/**
	 * Send a request without waiting for the reply: a virtual thread does. Cancelling the
	 * future gives the request up.
	 * @param request the bytes without a frame
	 * @return the reply to come, or the {@link SocketClientException}
	 */
	public CompletableFuture<byte[]> sendAsync(byte[] request) {
		CompletableFuture<byte[]> future = new CompletableFuture<>();
		Thread thread = Thread.ofVirtual().name("socket-client-" + name()).start(() -> {
			try {
				future.complete(send(request));
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
			}
		});
		future.whenComplete((reply, failure) -> {
			if (future.isCancelled()) {
				thread.interrupt();
			}
		});
		return future;
	}

	/**
	 * Send a message that has no reply, over a connection of its own: a reply that comes
	 * nevertheless cannot be taken for that of a request. Returns when the server has
	 * closed the connection in turn, after two seconds at the latest.
	 * @param message the bytes without a frame
	 * @throws SocketClientException if not all was sent
	 */
	public void sendOneWay(byte[] message) {
		if (this.datagrams != null) {
			try (SocketDatagrams socket = openDatagrams()) {
				socket.sendOneWay(message);
			}
			return;
		}
		try (SocketConnection connection = connect()) {
			connection.write(List.of(message));
			connection.finish();
		}
	}

	/**
	 * Open a connection of one's own, outside the pool.
	 * @return an open connection, to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 */
	public SocketConnection connect() {
		if (this.datagrams != null) {
			throw new IllegalStateException(
					"Client " + name() + " has no connections on transport " + transport() + ": call openDatagrams()");
		}
		return SocketConnection.open(this.context.server(),
				ConnectionSettings.of(this.context.properties(), this.context.tls()), this.context.counts());
	}

	/**
	 * Open a connection of one's own, or tell by its number why that is not possible:
	 * connect_ex.
	 * @return the connection or the error
	 */
	public ConnectAttempt tryConnect() {
		return ConnectAttempt.of(this::connect);
	}

	/**
	 * Open a datagram socket of one's own.
	 * @return an open socket connected to the server, to be closed by the caller
	 * @throws SocketClientException if that is not possible
	 * @throws IllegalStateException if this client's transport has connections
	 */
	public SocketDatagrams openDatagrams() {
		if (this.datagrams == null) {
			throw new IllegalStateException(
					"Client " + name() + " sends no datagrams on transport " + transport() + ": call connect()");
		}
		return SocketDatagrams.open(this.context);
	}

	/**
	 * What this client did.
	 * @return counts that go on counting
	 */
	public ClientCounts counts() {
		return this.context.counts();
	}

	/** The pool says nothing of why it waited. */
	private Exception poolTimeout(Exception failure) {
		if (failure instanceof PoolItemNotAvailableException && failure.getCause() == null) {
			ClientProperties properties = this.context.properties();
			return new SocketTimeoutException("all " + properties.poolSize() + " connections in use for "
					+ ClientContext.text(ClientConnectionPool.waitTimeout(properties)));
		}
		return failure;
	}

	/**
	 * Close all pooled connections; requests that wait for a reply fail.
	 */
	@Override
	public void close() {
		if (this.gateway != null) {
			this.gateway.close();
		}
		if (this.datagrams != null) {
			this.datagrams.close();
		}
		this.whenClosed.run();
	}

	@Override
	public String toString() {
		return "SocketClient " + name() + " of " + this.context.server();
	}

}
