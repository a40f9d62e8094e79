package org.socketservice.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.TrafficCounters;

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

	private final RequestHandover handover;

	private boolean tracked;

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
		this.handover = new RequestHandover(listener, channel, settings, errorReply, counts,
				this::sendAndReceiveMessage);
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
		this.handover.setStock(this.tracked || isObserved() || getErrorChannel() != null);
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
		if (request != null && request.owner() instanceof Exchange exchange) {
			exchange.intercepted(request);
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
		return errorReply(reason, failures().refused(reason));
	}

	byte[] errorReply(String reason, String id) {
		return this.handover.errorReply(reason, id);
	}

	boolean isInline() {
		return this.handover.isInline();
	}

	Object answerInline(SocketRequest request) {
		return this.handover.answerInline(request);
	}

	void answer(SocketRequest request) {
		this.handover.answer(request);
	}

	int maxMessages() {
		return this.handover.settings().maxMessages();
	}

	long maxBytes() {
		return this.handover.settings().maxBytes();
	}

	long replyTimeoutNanos() {
		return this.handover.settings().replyTimeoutNanos();
	}

	boolean isCloseOnError() {
		return this.handover.settings().closeOnError();
	}

	ListenerCounts counts() {
		return this.handover.counts();
	}

	FailureLog failures() {
		return this.handover.failures();
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
