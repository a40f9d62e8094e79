package org.socketservice.gateway;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.gateway.ReplyWriter.Refusal;
import org.socketservice.service.MessageService;

import org.springframework.messaging.Message;

/**
 * One connection's requests and replies: hands requests over, takes replies from any
 * thread in any order, and gives them to the connection in the order of the requests.
 * Methods belong to the connection's event loop, except {@link #completed(boolean)}.
 */
public final class Exchange implements RequestOwner {

	/** In place of a terminator: bytes that go back as they are and are no reply. */
	private static final int ECHO = -1;

	private final SocketInboundGateway gateway;

	private final ReplyOutput output;

	private final ReplyWriter writer;

	private final CompletionSignal signal;

	/** That of the event loop. */
	private final Thread thread = Thread.currentThread();

	private final Supplier<Map<String, Object>> headers;

	private final ReplyQueue queue;

	private final WorkerStarts starts;

	private @Nullable RequestWorker worker;

	private boolean full;

	private boolean closed;

	/** The service is being asked on this very thread, and may close the connection. */
	private boolean answering;

	Exchange(SocketInboundGateway gateway, ReplyOutput output, TrafficCounters traffic, ScheduledExecutorService loop,
			Supplier<Map<String, Object>> headers) {
		this.gateway = gateway;
		this.output = output;
		this.writer = new ReplyWriter(gateway, output, traffic, headers);
		this.signal = new CompletionSignal(loop, this::drain);
		this.headers = headers;
		this.starts = WorkerStarts.of(loop);
		this.queue = new ReplyQueue(gateway.maxMessages(), gateway.maxBytes());
	}

	/**
	 * Take one request.
	 * @param payload the message
	 * @param terminator how its frame ended
	 */
	public void request(byte[] payload, int terminator) {
		handle(new SocketRequest(this, payload, terminator));
	}

	/**
	 * Make a message of a request without handing it over yet.
	 * @param payload the message
	 * @param terminator how its frame ended
	 * @return for {@link SocketInboundGateway#onMessage}
	 */
	public Message<byte[]> message(byte[] payload, int terminator) {
		return new SocketRequest(this, payload, terminator);
	}

	/**
	 * Take a request that has passed the connection's interceptors. Called on any thread.
	 * @param request to hand over
	 */
	void intercepted(SocketRequest request) {
		if (Thread.currentThread() == this.thread) {
			handle(request);
		}
		else {
			this.signal.later(() -> {
				handle(request);
				batchEnd(0);
				drain();
			}, 0);
		}
	}

	private void handle(SocketRequest request) {
		if (this.closed) {
			return;
		}
		this.writer.taken();
		if (this.gateway.isInline()) {
			this.answering = true;
			Object outcome = this.gateway.answerInline(request);
			this.answering = false;
			if (this.queue.isEmpty()) {
				this.writer.write(request, outcome);
				return;
			}
			append(request);
		}
		else {
			append(request);
			worker().add(request);
		}
	}

	private void append(SocketRequest request) {
		this.queue.add(request);
		this.full = this.queue.isFull();
	}

	/**
	 * Send bytes back as they are, in their place in the order of replies.
	 * @param bytes what to send
	 */
	public void echo(byte[] bytes) {
		if (this.queue.isEmpty()) {
			this.writer.echo(bytes);
		}
		else {
			SocketRequest echo = new SocketRequest(this, bytes, ECHO);
			echo.settle(bytes);
			append(echo);
		}
	}

	/**
	 * Answer with an error behind all replies due before it, and close.
	 * @param reason what the peer is told
	 * @param close what the end of the connection is counted under
	 */
	public void refuse(String reason, CloseReason close) {
		SocketRequest request = new SocketRequest(this, MessageService.NO_REPLY, 0);
		request.settle(new Refusal(reason, close));
		append(request);
		drain();
	}

	/**
	 * The requests that came together have all been taken.
	 * @param readAt when they came, {@link System#nanoTime()}
	 */
	public void batchEnd(long readAt) {
		this.writer.countBatch(readAt);
		RequestWorker worker = this.worker;
		if (worker != null) {
			this.starts.add(worker);
		}
	}

	private RequestWorker worker() {
		RequestWorker worker = this.worker;
		if (worker == null) {
			worker = new RequestWorker(this.gateway, this);
			this.worker = worker;
		}
		return worker;
	}

	/**
	 * Whether the connection must not be read from because too much is outstanding.
	 * @return until {@link ReplyOutput#resume()}
	 */
	public boolean isFull() {
		return this.full;
	}

	/**
	 * Whether nothing is outstanding.
	 * @return {@code true} when every request has been answered
	 */
	public boolean isIdle() {
		return this.queue.isEmpty() && !this.answering;
	}

	@Override
	public void completed(SocketRequest request) {
		this.signal.now();
	}

	/**
	 * A request has its outcome. Called on any thread.
	 * @param more whether the next one is about to be handed over: its reply may be ready
	 * at once and go out with this one, or much later
	 */
	void completed(boolean more) {
		if (more) {
			this.signal.soon();
		}
		else {
			this.signal.now();
		}
	}

	private void drain() {
		if (this.closed) {
			return;
		}
		SocketRequest request = this.queue.pollSettled();
		long oldest = (request != null) ? request.handedOver : 0;
		while (request != null) {
			write(request);
			request = this.closed ? null : this.queue.pollSettled();
		}
		this.writer.count(oldest);
		this.output.flush();
		if (this.full && !this.queue.isFull()) {
			this.full = false;
			this.output.resume();
		}
		if (this.queue.isEmpty() && !this.closed) {
			this.output.idle();
		}
	}

	private void write(SocketRequest request) {
		Object outcome = request.outcome();
		if (outcome instanceof byte[] bytes && request.terminator() == ECHO) {
			this.writer.echo(bytes);
		}
		else if (outcome != null) {
			this.writer.write(request, outcome);
		}
	}

	/**
	 * Look for requests whose replies are overdue.
	 * @param now {@link System#nanoTime()}
	 */
	public void tick(long now) {
		long timeout = this.gateway.replyTimeoutNanos();
		SocketRequest first = this.queue.first();
		if (timeout == 0 || first == null || !isOverdue(first, now, timeout)) {
			return;
		}
		this.queue.forEach((request) -> {
			if (isOverdue(request, now, timeout) && request.settle(Failure.TIMEOUT) && this.worker != null) {
				this.worker.abandon(request);
			}
		});
		drain();
	}

	private static boolean isOverdue(SocketRequest request, long now, long timeout) {
		long handedOver = request.handedOver;
		return request.outcome() == null && handedOver != 0 && now - handedOver >= timeout;
	}

	/**
	 * The connection is at its end: what is outstanding will not be answered.
	 */
	public void close() {
		this.closed = true;
		this.writer.count(0);
		this.queue.forEach((request) -> {
			if (!(request.outcome() instanceof Refusal) && request.terminator() != ECHO) {
				this.gateway.counts().failed(RequestOutcome.ABANDONED);
			}
		});
		this.queue.clear();
		if (this.worker != null) {
			this.worker.close();
		}
	}

	/** Every message of the connection carries the same, made once and shared. */
	@Override
	public Map<String, Object> headers(SocketRequest request) {
		return this.headers.get();
	}

}
