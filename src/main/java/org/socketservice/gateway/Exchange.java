package org.socketservice.gateway;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;

import org.springframework.messaging.Message;

/**
 * One connection's requests and replies: hands requests over, takes replies from any
 * thread in any order, and gives them to the connection in the order of the requests.
 * Methods belong to the connection's event loop, except {@link #completed()}.
 */
public final class Exchange {

	/** In place of a terminator: bytes that go back as they are and are no reply. */
	private static final int ECHO = -1;

	private final SocketInboundGateway gateway;

	private final ReplyOutput output;

	private final TrafficCounters traffic;

	private final Executor loop;

	private final Supplier<Map<String, Object>> headers;

	private final AtomicBoolean drainScheduled = new AtomicBoolean();

	private final Runnable drain = this::drain;

	private @Nullable RequestWorker worker;

	private @Nullable SocketRequest head;

	private @Nullable SocketRequest tail;

	private int messages;

	private long bytes;

	private int taken;

	private int replied;

	private boolean full;

	private boolean closed;

	Exchange(SocketInboundGateway gateway, ReplyOutput output, TrafficCounters traffic, Executor loop,
			Supplier<Map<String, Object>> headers) {
		this.gateway = gateway;
		this.output = output;
		this.traffic = traffic;
		this.loop = loop;
		this.headers = headers;
	}

	/**
	 * Take one request.
	 * @param payload the message
	 * @param terminator how its frame ended
	 */
	public void request(byte[] payload, int terminator) {
		handle(newRequest(payload, terminator));
	}

	/**
	 * Make a message of a request without handing it over yet.
	 * @param payload the message
	 * @param terminator how its frame ended
	 * @return for {@link SocketInboundGateway#onMessage}
	 */
	public Message<byte[]> message(byte[] payload, int terminator) {
		return newRequest(payload, terminator);
	}

	private SocketRequest newRequest(byte[] payload, int terminator) {
		return new SocketRequest(this, payload, terminator);
	}

	void handle(SocketRequest request) {
		this.taken++;
		if (this.gateway.isInline()) {
			Object outcome = this.gateway.answerInline(request);
			if (this.head == null) {
				write(request, outcome);
				return;
			}
			append(request);
		}
		else {
			append(request);
			worker().add(request);
		}
	}

	/**
	 * Send bytes back as they are, in their place in the order of replies.
	 * @param bytes what to send
	 */
	public void echo(byte[] bytes) {
		if (this.head == null) {
			this.output.write(bytes, 0);
		}
		else {
			SocketRequest echo = newRequest(bytes, ECHO);
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
		SocketRequest request = newRequest(MessageService.NO_REPLY, 0);
		request.settle(new Refusal(reason, close));
		append(request);
		drain();
	}

	/**
	 * The requests that came together have all been taken.
	 * @param readAt when they came, {@link System#nanoTime()}
	 */
	public void batchEnd(long readAt) {
		countRequests();
		countReplies(readAt);
		RequestWorker worker = this.worker;
		if (worker != null) {
			worker.start();
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

	private void append(SocketRequest request) {
		SocketRequest tail = this.tail;
		if (tail == null) {
			this.head = request;
		}
		else {
			tail.next = request;
		}
		this.tail = request;
		this.messages++;
		this.bytes += request.getPayload().length;
		this.full = this.messages >= this.gateway.maxMessages() || this.bytes >= this.gateway.maxBytes();
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
		return this.head == null;
	}

	/**
	 * Requests not yet answered.
	 * @return a count
	 */
	public int outstanding() {
		return this.messages;
	}

	/**
	 * A request has its outcome. Called on any thread.
	 */
	void completed() {
		if (!this.drainScheduled.get() && this.drainScheduled.compareAndSet(false, true)) {
			this.loop.execute(this.drain);
		}
	}

	private void drain() {
		this.drainScheduled.set(false);
		if (this.closed) {
			return;
		}
		long oldest = 0;
		SocketRequest request = this.head;
		while (request != null && !this.closed) {
			Object outcome = request.outcome();
			if (outcome == null) {
				break;
			}
			SocketRequest next = request.next;
			this.head = next;
			if (next == null) {
				this.tail = null;
			}
			this.messages--;
			this.bytes -= request.getPayload().length;
			oldest = (oldest == 0) ? request.handedOver : oldest;
			write(request, outcome);
			request = next;
		}
		countReplies(oldest);
		this.output.flush();
		if (this.full && this.messages < this.gateway.maxMessages() && this.bytes < this.gateway.maxBytes()) {
			this.full = false;
			this.output.resume();
		}
		if (this.head == null && !this.closed) {
			this.output.idle();
		}
	}

	/**
	 * Count requests where their outcomes are counted, and before them, so that requests
	 * less outcomes are what is outstanding.
	 */
	private void countRequests() {
		if (this.taken > 0) {
			this.traffic.requests(this.taken);
			this.taken = 0;
		}
	}

	/**
	 * Sample the duration once per batch: a clock read per reply would double its cost.
	 */
	private void countReplies(long since) {
		if (this.replied > 0) {
			countRequests();
			this.traffic.replies(this.replied);
			this.replied = 0;
			if (since != 0) {
				this.gateway.counts().replied(System.nanoTime() - since);
			}
		}
	}

	private void write(SocketRequest request, Object outcome) {
		if (isOneWay(outcome)) {
			this.replied++;
		}
		else if (outcome instanceof byte[] reply) {
			if (request.terminator() == ECHO) {
				this.output.write(reply, 0);
				return;
			}
			String refused = this.output.write(reply, request.terminator());
			if (refused == null) {
				this.replied++;
			}
			else {
				writeFailure(request, Failure.unsendable(refused));
			}
		}
		else if (outcome instanceof Failure failure) {
			writeFailure(request, failure);
		}
		else if (outcome instanceof Refusal refusal) {
			String id = this.gateway.failures().refused(refusal.reason(), this.headers);
			writeError(refusal.reason(), id, request.terminator());
			this.output.end(refusal.close());
		}
	}

	private static boolean isOneWay(Object outcome) {
		return outcome == MessageService.NO_REPLY;
	}

	private void writeFailure(SocketRequest request, Failure failure) {
		countRequests();
		this.gateway.counts().failed(failure.outcome());
		String id = this.gateway.failures().failed(failure, this.headers);
		if (this.gateway.isCloseOnError()) {
			this.output.end(CloseReason.SERVICE_ERROR);
		}
		else {
			writeError(failure.reason(), id, request.terminator());
		}
	}

	private void writeError(String reason, String id, int terminator) {
		byte[] reply = this.gateway.errorReply().bytes(reason, id);
		if (this.output.write(reply, (terminator != 0) ? terminator : 1) != null) {
			this.output.end(CloseReason.SERVICE_ERROR);
		}
	}

	/**
	 * Look for a request whose reply is overdue.
	 * @param now {@link System#nanoTime()}
	 */
	public void tick(long now) {
		long timeout = this.gateway.replyTimeoutNanos();
		boolean late = false;
		for (SocketRequest request = this.head; request != null; request = request.next) {
			if (request.outcome() == null) {
				long handedOver = request.handedOver;
				if (timeout == 0 || handedOver == 0 || now - handedOver < timeout) {
					break;
				}
				late |= request.settle(Failure.TIMEOUT);
				RequestWorker worker = this.worker;
				if (worker != null) {
					worker.abandon(request);
				}
			}
		}
		if (late) {
			drain();
		}
	}

	/**
	 * The connection is gone: what is outstanding will not be answered.
	 */
	public void close() {
		this.closed = true;
		countRequests();
		for (SocketRequest request = this.head; request != null; request = request.next) {
			if (!(request.outcome() instanceof Refusal) && request.terminator() != ECHO) {
				this.gateway.counts().failed(RequestOutcome.ABANDONED);
			}
		}
		this.head = null;
		this.tail = null;
		this.messages = 0;
		this.bytes = 0;
		RequestWorker worker = this.worker;
		if (worker != null) {
			worker.close();
		}
	}

	/**
	 * Headers every message of the connection carries.
	 * @return made once and shared
	 */
	Map<String, Object> headers() {
		return this.headers.get();
	}

	/**
	 * The end of a connection that sent something unacceptable.
	 *
	 * @param reason what the peer is told
	 * @param close what it is counted under
	 */
	private record Refusal(String reason, CloseReason close) {
	}

}
