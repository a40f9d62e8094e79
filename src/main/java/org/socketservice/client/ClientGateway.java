package org.socketservice.client;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.outbound.TcpOutboundGateway;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.ErrorMessage;

/**
 * The gateway of one client: one request at a time on each of its pooled connections. For
 * flows it is the gateway that users of Spring Integration know; {@link SocketClient}
 * asks through {@link #exchange}.
 */
final class ClientGateway extends TcpOutboundGateway {

	private final ClientContext context;

	private final ClientConnectionPool pool;

	private final Map<String, CompletableFuture<Message<?>>> waiting = new ConcurrentHashMap<>();

	ClientGateway(ClientConnectionPool pool) {
		this.context = pool.context();
		this.pool = pool;
		setConnectionFactory(pool);
		// An error is final here: the messages and the end of a connection come in order.
		setSecondChanceDelay(0);
		int replyTimeout = ClientContext.millis(this.context.properties().replyTimeout());
		setRemoteTimeout((replyTimeout > 0) ? replyTimeout : Long.MAX_VALUE);
	}

	/**
	 * Send a request and wait for its reply. Unlike {@link #handleRequestMessage} it
	 * leaves the log alone: what fails is the caller's to report.
	 * @param request with a payload of bytes
	 * @param timeout how long to wait for the reply, zero for ever
	 * @return the reply, with {@code IpHeaders}
	 * @throws Exception if none came
	 */
	Message<?> exchange(Message<?> request, Duration timeout) throws Exception {
		long begin = System.nanoTime();
		try {
			Message<?> reply = sendAndReceive(request, timeout);
			count(null, begin);
			return reply;
		}
		catch (Exception ex) {
			count(ex, begin);
			throw ex;
		}
	}

	private Message<?> sendAndReceive(Message<?> request, Duration timeout) throws Exception {
		TcpConnection connection = this.pool.getConnection();
		String id = connection.getConnectionId();
		CompletableFuture<Message<?>> reply = new CompletableFuture<>();
		this.waiting.put(id, reply);
		try {
			connection.send(request);
			return timeout.isZero() ? reply.get() : reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			this.pool.forceClose(connection);
			throw new SocketTimeoutException("no reply within " + ClientContext.text(timeout));
		}
		catch (InterruptedException ex) {
			this.pool.forceClose(connection);
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while waiting for a reply");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			this.waiting.remove(id);
			connection.close();
		}
	}

	@Override
	public void onMessage(Message<?> message) {
		String id = message.getHeaders().get(IpHeaders.CONNECTION_ID, String.class);
		CompletableFuture<Message<?>> reply = (id != null) ? this.waiting.get(id) : null;
		if (reply == null) {
			super.onMessage(message);
		}
		else if (message instanceof ErrorMessage error) {
			reply.completeExceptionally(error.getPayload());
		}
		else {
			reply.complete(message);
		}
	}

	@Override
	protected Object handleRequestMessage(Message<?> request) {
		this.context.refuseEventLoop();
		long begin = System.nanoTime();
		try {
			Object reply = super.handleRequestMessage(request);
			if (reply instanceof CompletableFuture<?> future) {
				future.whenComplete((message, failure) -> count(failure, begin));
			}
			else {
				count(null, begin);
			}
			return reply;
		}
		catch (RuntimeException ex) {
			count(ex, begin);
			throw ex;
		}
	}

	private void count(@Nullable Throwable failure, long begin) {
		if (failure == null) {
			this.context.counts().replied(System.nanoTime() - begin);
		}
		else {
			this.context.counts().ended(ClientOutcome.of(failure));
		}
	}

	/** A flow that uses the gateway does not own its connections. */
	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return this.pool.isRunning();
	}

	ClientContext context() {
		return this.context;
	}

	void close() {
		this.pool.stop();
		this.pool.destroy();
	}

}
