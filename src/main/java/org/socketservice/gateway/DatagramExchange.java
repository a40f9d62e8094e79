package org.socketservice.gateway;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;

import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;

/**
 * The requests and replies of one datagram socket. Each request is on its own: replies go
 * out as they come, and a service that may block has a virtual thread for each. Methods
 * belong to the socket's event loop, except {@link #completed}.
 *
 * @param <P> what the socket knows a peer by
 */
public final class DatagramExchange<P> implements RequestOwner {

	private final RequestHandover handover;

	private final DatagramOutlet<P> outlet;

	private final TrafficCounters traffic;

	private final OutstandingDatagrams<P> outstanding;

	private final Queue<DatagramRequest<P>> completed = new ConcurrentLinkedQueue<>();

	private final CompletionSignal signal;

	private int taken;

	private int replied;

	/** Replies given to the socket of which it has not said what became of them. */
	private int sending;

	/** Whether what is sent now is counted in a moment. */
	private boolean flushing;

	private boolean full;

	private boolean closed;

	DatagramExchange(RequestHandover handover, DatagramOutlet<P> outlet, TrafficCounters traffic,
			ScheduledExecutorService loop) {
		this.handover = handover;
		this.outlet = outlet;
		this.traffic = traffic;
		this.outstanding = new OutstandingDatagrams<>(handover.settings().maxMessages(),
				handover.settings().maxBytes());
		this.signal = new CompletionSignal(loop, this::drain);
	}

	/**
	 * Take one request.
	 * @param peer who sent it
	 * @param payload the message
	 */
	public void request(P peer, byte[] payload) {
		if (this.closed) {
			return;
		}
		DatagramRequest<P> request = new DatagramRequest<>(this, peer, payload);
		this.taken++;
		if (this.handover.isInline()) {
			write(request, this.handover.answerInline(request));
			return;
		}
		request.handedOver = System.nanoTime();
		this.outstanding.add(request);
		Thread thread = Thread.ofVirtual().name("socket-request").unstarted(() -> this.handover.answer(request));
		request.thread = thread;
		thread.start();
		if (!this.full && this.outstanding.isFull()) {
			this.full = true;
			this.outlet.setReading(false);
		}
	}

	/**
	 * Answer what is no request with an error.
	 * @param peer who sent it
	 * @param reason what the peer is told
	 */
	public void refuse(P peer, String reason) {
		this.outlet.send(peer, this.handover.errorReply(reason, this.handover.failures().refusedDatagram(reason)),
				false);
	}

	/**
	 * The requests that came together have all been taken.
	 * @param readAt when they came, {@link System#nanoTime()}
	 */
	public void batchEnd(long readAt) {
		flush(readAt);
	}

	private void flush(long since) {
		countRequests();
		this.flushing = true;
		this.outlet.flush();
		this.flushing = false;
		countReplies(since);
	}

	private void countRequests() {
		if (this.taken > 0) {
			this.traffic.requests(this.taken);
			this.taken = 0;
		}
	}

	private void countReplies(long since) {
		if (this.replied > 0) {
			this.traffic.replies(this.replied);
			this.replied = 0;
			if (since != 0) {
				this.handover.counts().replied(System.nanoTime() - since);
			}
		}
	}

	private void write(DatagramRequest<P> request, Object outcome) {
		if (outcome == MessageService.NO_REPLY) {
			this.replied++;
		}
		else if (outcome instanceof byte[] reply) {
			this.sending++;
			this.outlet.send(request.peer(), reply, true);
		}
		else if (outcome instanceof Failure failure) {
			countRequests();
			this.handover.counts().failed(failure.outcome());
			writeFailure(request.peer(), request.getPayload(), failure);
		}
	}

	/** Two services that answer each other's errors with errors would never end. */
	private void writeFailure(P peer, byte[] request, Failure failure) {
		String id = this.handover.failures().failed(failure, () -> this.outlet.headers(peer));
		if (!isError(request)) {
			this.outlet.send(peer, this.handover.errorReply(failure.reason(), id), false);
		}
	}

	/**
	 * Whether a datagram begins as error replies do: it is never answered with an error.
	 * @param message its first bytes
	 * @return {@code true} after {@code ERROR} and a space
	 */
	public static boolean isError(byte[] message) {
		return message.length >= 6 && message[0] == 'E' && message[1] == 'R' && message[2] == 'R' && message[3] == 'O'
				&& message[4] == 'R' && message[5] == ' ';
	}

	/**
	 * Replies have been sent.
	 * @param count how many
	 */
	public void sent(int count) {
		this.sending -= count;
		this.replied += count;
		if (!this.flushing && this.taken == 0) {
			countReplies(0);
		}
	}

	/**
	 * A datagram could not be sent.
	 * @param peer where it was to go
	 * @param reply whether it was a reply
	 * @param tooLong whether it was longer than a datagram can be: the peer is told
	 */
	public void unsent(P peer, boolean reply, boolean tooLong) {
		if (!reply) {
			return;
		}
		this.sending--;
		countRequests();
		if (tooLong) {
			Failure failure = Failure.unsendable("reply too long for a datagram");
			this.handover.counts().failed(failure.outcome());
			writeFailure(peer, MessageService.NO_REPLY, failure);
		}
		else {
			this.handover.counts().failed(RequestOutcome.ABANDONED);
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public void completed(SocketRequest request) {
		this.completed.add((DatagramRequest<P>) request);
		this.signal.now();
	}

	@Override
	@SuppressWarnings("unchecked")
	public Map<String, Object> headers(SocketRequest request) {
		return this.outlet.headers(((DatagramRequest<P>) request).peer());
	}

	private void drain() {
		long oldest = Long.MAX_VALUE;
		for (DatagramRequest<P> request = this.completed.poll(); request != null; request = this.completed.poll()) {
			Object outcome = request.outcome();
			if (outcome != null && !this.closed && this.outstanding.remove(request)) {
				oldest = Math.min(oldest, request.handedOver);
				write(request, outcome);
			}
		}
		settle((oldest != Long.MAX_VALUE) ? oldest : System.nanoTime());
	}

	private void settle(long since) {
		if (this.closed) {
			return;
		}
		flush(since);
		if (this.full && !this.outstanding.isFull()) {
			this.full = false;
			this.outlet.setReading(true);
		}
	}

	/**
	 * Look for requests whose replies are overdue.
	 * @param now {@link System#nanoTime()}
	 */
	public void tick(long now) {
		long timeout = this.handover.settings().replyTimeoutNanos();
		DatagramRequest<P> oldest = this.outstanding.oldest();
		boolean overdue = false;
		while (timeout > 0 && oldest != null && now - oldest.handedOver >= timeout) {
			overdue = true;
			if (oldest.settle(Failure.TIMEOUT)) {
				Thread thread = oldest.thread;
				if (thread != null) {
					thread.interrupt();
				}
			}
			Object outcome = oldest.outcome();
			if (this.outstanding.remove(oldest) && outcome != null) {
				write(oldest, outcome);
			}
			oldest = this.outstanding.oldest();
		}
		if (overdue) {
			settle(now - timeout);
		}
	}

	/**
	 * Whether too much is outstanding for more to be received.
	 * @return until fewer are
	 */
	public boolean isFull() {
		return this.full;
	}

	/**
	 * Whether nothing is outstanding.
	 * @return {@code true} when every request has been answered
	 */
	public boolean isIdle() {
		return this.outstanding.isEmpty() && this.sending == 0;
	}

	/**
	 * The socket is at its end: what is outstanding will not be answered.
	 */
	public void close() {
		this.closed = true;
		countRequests();
		countReplies(0);
		for (int i = 0; i < this.sending; i++) {
			this.handover.counts().failed(RequestOutcome.ABANDONED);
		}
		this.sending = 0;
		DatagramRequest<P> request = this.outstanding.oldest();
		while (request != null) {
			this.handover.counts().failed(RequestOutcome.ABANDONED);
			Thread thread = request.thread;
			if (thread != null && request.outcome() == null) {
				thread.interrupt();
			}
			this.outstanding.remove(request);
			request = this.outstanding.oldest();
		}
	}

}
