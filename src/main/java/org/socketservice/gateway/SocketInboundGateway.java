package org.socketservice.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.TrafficCounters;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.integration.MessageTimeoutException;
import org.springframework.integration.ip.tcp.inbound.TcpInboundGateway;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;

/**
 * The inbound gateway of one listener. Each request carries its own reply channel, so
 * that no thread waits for a reply and none is lost when replies come late, twice or out
 * of order. With an error channel, observation or message history configured it takes
 * Spring Integration's own (slower) way for every request.
 */
public final class SocketInboundGateway extends TcpInboundGateway {

	private final SocketRequestChannel channel;

	private final ListenerCounts counts;

	private final ErrorReply errorReply;

	private final GatewaySettings settings;

	private final FailureLog failures;

	private boolean tracked;

	private volatile boolean stock;

	/**
	 * Create a gateway.
	 * @param listener the name of its listener, for the log
	 * @param channel where requests go
	 * @param settings limits and timeouts
	 * @param errorReply makes error replies
	 * @param counts the listener's counts
	 */
	public SocketInboundGateway(String listener, SocketRequestChannel channel, GatewaySettings settings,
			ErrorReply errorReply, ListenerCounts counts) {
		this.channel = channel;
		this.settings = settings;
		this.errorReply = errorReply;
		this.counts = counts;
		this.failures = new FailureLog(listener);
		setRequestChannel(channel);
		setReplyTimeout(settings.replyTimeout().toMillis());
		setErrorOnTimeout(true);
		setAutoStartup(false);
	}

	@Override
	public void setShouldTrack(boolean shouldTrack) {
		super.setShouldTrack(shouldTrack);
		this.tracked = shouldTrack;
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptorToRegister) {
		// the listener's own meters count the same at no cost per message
	}

	/** Its listener starts and stops it. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	protected void doStart() {
		this.stock = this.tracked || isObserved() || getErrorChannel() != null;
		super.doStart();
	}

	/**
	 * Begin the conversation of one connection.
	 * @param output the connection
	 * @param traffic counters of its event loop
	 * @param loop its event loop
	 * @param headers what every message of the connection carries; called on any thread
	 * @return a new exchange
	 */
	public Exchange newExchange(ReplyOutput output, TrafficCounters traffic, ScheduledExecutorService loop,
			Supplier<Map<String, Object>> headers) {
		return new Exchange(this, output, traffic, loop, headers);
	}

	/**
	 * Take a request that has passed the connection's interceptors, on any thread.
	 * @param message made by {@link Exchange#message}, or what an interceptor made of it
	 * with its headers; for any other message Spring Integration's own way is taken
	 */
	@Override
	public void onMessage(Message<?> message) {
		SocketRequest request = SocketRequest.of(message);
		if (request != null) {
			request.exchange().intercepted(request);
		}
		else {
			super.onMessage(message);
		}
	}

	/**
	 * What a client that is not admitted is told.
	 * @param reason why, without internals
	 * @return an error reply without a frame
	 */
	public byte[] refusal(String reason) {
		return errorReply(reason, this.failures.refused(reason));
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
				Message<?> reply = sendAndReceiveMessage(request);
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

	int maxMessages() {
		return this.settings.maxMessages();
	}

	long maxBytes() {
		return this.settings.maxBytes();
	}

	long replyTimeoutNanos() {
		return this.settings.replyTimeoutNanos();
	}

	boolean isCloseOnError() {
		return this.settings.closeOnError();
	}

	ListenerCounts counts() {
		return this.counts;
	}

	FailureLog failures() {
		return this.failures;
	}

	/**
	 * Limits and timeouts of a gateway.
	 *
	 * @param maxMessages requests a connection may have outstanding
	 * @param maxBytes bytes of requests a connection may have outstanding
	 * @param replyTimeout how long the service may take, counted from hand-over; zero for
	 * ever
	 * @param closeOnError close instead of an error reply
	 */
	public record GatewaySettings(int maxMessages, long maxBytes, Duration replyTimeout, boolean closeOnError) {

		long replyTimeoutNanos() {
			return this.replyTimeout.toNanos();
		}

	}

}
