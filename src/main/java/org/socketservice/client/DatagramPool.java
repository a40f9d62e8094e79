package org.socketservice.client;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

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
		this.permits = new Semaphore(context.properties().poolSize());
	}

	byte[] exchange(byte[] request, Duration timeout) throws SocketTimeoutException, InterruptedException {
		long begin = System.nanoTime();
		acquire(timeout);
		try {
			SocketDatagrams socket = take();
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

	private void acquire(Duration timeout) throws SocketTimeoutException, InterruptedException {
		if (timeout.isZero()) {
			this.permits.acquire();
		}
		else if (!this.permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			this.context.counts().ended(ClientOutcome.NOT_CONNECTED);
			throw new SocketTimeoutException("all " + this.context.properties().poolSize() + " sockets in use for "
					+ ClientContext.text(timeout));
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
			if (!socket.isClosed() && !this.closed) {
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
