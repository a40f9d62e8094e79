package org.socketservice.client;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Transport;

/**
 * Datagram sockets of one client: a request has one to itself until its reply has come,
 * so that replies need not say what they answer. Safe for use by many threads.
 */
final class DatagramPool implements AutoCloseable {

	private final ClientContext context;

	private final Semaphore permits;

	private final Deque<SocketDatagrams> idle = new ArrayDeque<>();

	private boolean closed;

	DatagramPool(ClientContext context) {
		this.context = context;
		this.permits = new Semaphore(context.properties().effectivePoolSize());
	}

	/**
	 * Send a request and wait for its reply.
	 * @param request the message
	 * @param timeout how long to wait, zero for ever
	 * @return the reply
	 * @throws Exception if none came
	 */
	byte[] exchange(byte[] request, Duration timeout) throws Exception {
		if (transport() == Transport.UDP || !Thread.currentThread().isVirtual()) {
			return exchangeHere(request, timeout);
		}
		// A wait in the C library would hold the virtual thread's carrier.
		FutureTask<byte[]> task = new FutureTask<>(() -> exchangeHere(request, timeout));
		Thread thread = Thread.ofPlatform().daemon().name("socket-client-" + this.context.name()).start(task);
		try {
			return task.get();
		}
		catch (InterruptedException ex) {
			thread.interrupt();
			throw ex;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	private byte[] exchangeHere(byte[] request, Duration timeout) throws SocketTimeoutException, InterruptedException {
		long begin = System.nanoTime();
		acquire(timeout);
		try {
			SocketDatagrams socket = isUnsendable(request) ? SocketDatagrams.openNative(this.context) : take();
			try {
				byte[] reply = socket.send(request, timeout);
				this.context.counts().replied(System.nanoTime() - begin);
				return reply;
			}
			catch (SocketClientException ex) {
				this.context.counts().ended(ClientOutcome.of(ex));
				throw ex;
			}
			finally {
				giveBack(socket);
			}
		}
		finally {
			this.permits.release();
		}
	}

	/** Java sends no empty datagrams over a connected socket. */
	private boolean isUnsendable(byte[] request) {
		return request.length == 0 && transport() == Transport.UDP;
	}

	private Transport transport() {
		return this.context.properties().transport();
	}

	private void acquire(Duration timeout) throws SocketTimeoutException, InterruptedException {
		if (timeout.isZero()) {
			this.permits.acquire();
		}
		else if (!this.permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			this.context.counts().ended(ClientOutcome.NOT_CONNECTED);
			throw new SocketTimeoutException("all " + this.context.properties().effectivePoolSize()
					+ " sockets in use for " + ClientContext.text(timeout));
		}
	}

	private SocketDatagrams take() {
		SocketDatagrams socket;
		synchronized (this) {
			if (this.closed) {
				throw new IllegalStateException("Client " + this.context.name() + " is closed");
			}
			socket = this.idle.pollFirst();
		}
		return (socket != null) ? socket : SocketDatagrams.open(this.context);
	}

	private void giveBack(SocketDatagrams socket) {
		@Nullable SocketDatagrams surplus = socket;
		synchronized (this) {
			// A raw socket would go on collecting the replies of others.
			boolean reusable = !socket.isClosed() && transport() != Transport.RAW;
			if (reusable && !this.closed && this.idle.size() < this.context.properties().poolSize()) {
				this.idle.addFirst(socket);
				surplus = null;
			}
		}
		if (surplus != null) {
			surplus.close();
		}
	}

	@Override
	public void close() {
		Deque<SocketDatagrams> idle;
		synchronized (this) {
			this.closed = true;
			idle = new ArrayDeque<>(this.idle);
			this.idle.clear();
		}
		idle.forEach(SocketDatagrams::close);
	}

}
