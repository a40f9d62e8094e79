package org.socketservice.gateway;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.gateway.SocketInboundGateway.GatewaySettings;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.integration.MessageTimeoutException;
import org.springframework.messaging.Message;

/**
 * How the gateway of a listener hands requests over and what it says when that fails,
 * whether they come over connections or as datagrams.
 */
final class RequestHandover {

	private final SocketRequestChannel channel;

	private final ListenerCounts counts;

	private final ErrorReply errorReply;

	private final GatewaySettings settings;

	private final FailureLog failures;

	private final Function<Object, @Nullable Message<?>> stockWay;

	private volatile boolean stock;

	/**
	 * Create a handover.
	 * @param listener the name of its listener, for the log
	 * @param channel where requests go
	 * @param settings limits and timeouts
	 * @param errorReply makes error replies
	 * @param counts the listener's counts
	 * @param stockWay Spring Integration's own way of sending and receiving
	 */
	RequestHandover(String listener, SocketRequestChannel channel, GatewaySettings settings, ErrorReply errorReply,
			ListenerCounts counts, Function<Object, @Nullable Message<?>> stockWay) {
		this.channel = channel;
		this.settings = settings;
		this.errorReply = errorReply;
		this.counts = counts;
		this.failures = new FailureLog(listener);
		this.stockWay = stockWay;
	}

	/**
	 * Take Spring Integration's own (slower) way for every request.
	 * @param stock whether to
	 */
	void setStock(boolean stock) {
		this.stock = stock;
	}

	/**
	 * The text of an error reply.
	 * @param reason what the peer is told
	 * @param id under which the log has the details
	 * @return from the {@link ErrorReply}; when that fails, the default's
	 */
	byte[] errorReply(String reason, String id) {
		try {
			byte[] text = this.errorReply.bytes(reason, id);
			if (text != null) {
				return text;
			}
			this.failures.errorReplyFailed(id, new NullPointerException("ErrorReply returned null"));
		}
		catch (RuntimeException ex) {
			this.failures.errorReplyFailed(id, ex);
		}
		return ErrorReply.DEFAULT.bytes(reason, id);
	}

	boolean isInline() {
		return !this.stock && this.channel.isInline();
	}

	/**
	 * Have a request answered on the calling event loop.
	 * @param request a new request
	 * @return its outcome
	 */
	Object answerInline(SocketRequest request) {
		request.confine();
		answer(request);
		Object outcome = request.outcome();
		return (outcome != null) ? outcome : Failure.NO_REPLY;
	}

	/**
	 * Hand a request over on the calling thread; a failure becomes its outcome.
	 * @param request a new request
	 */
	void answer(SocketRequest request) {
		try {
			if (this.stock) {
				Message<?> reply = this.stockWay.apply(request);
				request.complete((reply != null) ? RequestReplyChannel.outcome(reply.getPayload()) : Failure.NO_REPLY);
			}
			else {
				this.channel.dispatch(request);
			}
		}
		catch (Throwable ex) {
			boolean late = this.stock
					&& NestedExceptionUtils.getMostSpecificCause(ex) instanceof MessageTimeoutException;
			request.complete(late ? Failure.TIMEOUT : Failure.of(ex));
		}
	}

	GatewaySettings settings() {
		return this.settings;
	}

	ListenerCounts counts() {
		return this.counts;
	}

	FailureLog failures() {
		return this.failures;
	}

}
