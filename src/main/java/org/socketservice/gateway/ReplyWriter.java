package org.socketservice.gateway;

import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.service.MessageService;

/**
 * Turns outcomes of one connection's requests into output: replies, error replies, the
 * end of the connection; and counts them.
 */
final class ReplyWriter {

	private final SocketInboundGateway gateway;

	private final ReplyOutput output;

	private final TrafficCounters traffic;

	private final Supplier<Map<String, Object>> headers;

	private int taken;

	private int replied;

	ReplyWriter(SocketInboundGateway gateway, ReplyOutput output, TrafficCounters traffic,
			Supplier<Map<String, Object>> headers) {
		this.gateway = gateway;
		this.output = output;
		this.traffic = traffic;
		this.headers = headers;
	}

	/** A request has come. */
	void taken() {
		this.taken++;
	}

	/**
	 * Count requests where their outcomes are counted, and before them, so that requests
	 * less outcomes are what is outstanding.
	 */
	void countRequests() {
		if (this.taken > 0) {
			this.traffic.requests(this.taken);
			this.taken = 0;
		}
	}

	void write(SocketRequest request, Object outcome) {
		if (outcome == MessageService.NO_REPLY) {
			this.replied++;
		}
		else if (outcome instanceof byte[] reply) {
			String refused = send(reply, request.terminator());
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
			writeError(refusal.reason(), this.gateway.failures().refused(refusal.reason(), this.headers),
					request.terminator());
			this.output.end(refusal.close());
		}
	}

	private @Nullable String send(byte[] reply, int terminator) {
		try {
			return this.output.write(reply, terminator);
		}
		catch (Throwable ex) { // no memory, for example; the connection is about to be
								// closed
			countRequests();
			this.gateway.counts().failed(RequestOutcome.ABANDONED);
			throw ex;
		}
	}

	void echo(byte[] bytes) {
		this.output.echo(bytes);
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
		byte[] reply = this.gateway.errorReply(reason, id);
		if (!this.output.writeError(reply, terminator)) {
			this.output.end(CloseReason.SERVICE_ERROR);
		}
	}

	/**
	 * Count what was replied to requests that were read together. The duration is sampled
	 * once per batch: a clock read per reply would double its cost.
	 * @param readAt when they were read, 0 if unknown; if not, it is told when the output
	 * is flushed
	 */
	void countBatch(long readAt) {
		if (countReplies() && readAt != 0) {
			this.traffic.replied(System.nanoTime() - readAt);
		}
	}

	/**
	 * Count what was replied since the last call.
	 * @param since when the oldest of the requests was handed over, 0 if unknown
	 */
	void count(long since) {
		if (countReplies() && since != 0) {
			this.gateway.counts().replied(System.nanoTime() - since);
		}
	}

	private boolean countReplies() {
		countRequests();
		if (this.replied == 0) {
			return false;
		}
		this.traffic.replies(this.replied);
		this.replied = 0;
		return true;
	}

	/**
	 * The end of a connection that sent something unacceptable.
	 *
	 * @param reason what the peer is told
	 * @param close what it is counted under
	 */
	record Refusal(String reason, CloseReason close) {
	}

}
