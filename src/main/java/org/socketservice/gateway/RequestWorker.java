package org.socketservice.gateway;

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * Hands one connection's requests over on virtual threads, one after another, where the
 * service may block. A call that outlives {@code reply-timeout} is interrupted and its
 * thread left behind; the next one goes on with the requests that wait.
 */
final class RequestWorker {

	private final SocketInboundGateway gateway;

	private final Exchange exchange;

	private final ArrayDeque<SocketRequest> waiting = new ArrayDeque<>();

	private @Nullable Run active;

	RequestWorker(SocketInboundGateway gateway, Exchange exchange) {
		this.gateway = gateway;
		this.exchange = exchange;
	}

	synchronized void add(SocketRequest request) {
		this.waiting.add(request);
	}

	synchronized void start() {
		if (this.active == null && !this.waiting.isEmpty()) {
			Run run = new Run();
			this.active = run;
			run.thread = Thread.ofVirtual().name("socket-request").unstarted(run);
			run.thread.start();
		}
	}

	/**
	 * Interrupt the call of a request and go on without it.
	 * @param request whose time is up
	 */
	synchronized void abandon(SocketRequest request) {
		Run run = this.active;
		if (run != null && run.current == request) {
			this.active = null;
			run.interrupt();
			start();
		}
	}

	synchronized void close() {
		this.waiting.clear();
		Run run = this.active;
		if (run != null) {
			this.active = null;
			run.interrupt();
		}
	}

	private synchronized @Nullable SocketRequest next(Run run) {
		if (this.active != run) {
			return null;
		}
		SocketRequest request = this.waiting.poll();
		run.current = request;
		if (request == null) {
			this.active = null;
		}
		return request;
	}

	private synchronized boolean hasMore(Run run) {
		return this.active == run && !this.waiting.isEmpty();
	}

	/**
	 * What one virtual thread does.
	 */
	private final class Run implements Runnable {

		private @Nullable Thread thread;

		private @Nullable SocketRequest current;

		@Override
		public void run() {
			SocketRequest request = next(this);
			while (request != null) {
				request.handedOver = System.nanoTime();
				request.setWatched(true);
				RequestWorker.this.gateway.answer(request);
				request.setWatched(false);
				if (request.outcome() != null) {
					RequestWorker.this.exchange.completed(hasMore(this));
				}
				request = next(this);
			}
		}

		private void interrupt() {
			Thread thread = this.thread;
			if (thread != null) {
				thread.interrupt();
			}
		}

	}

}
