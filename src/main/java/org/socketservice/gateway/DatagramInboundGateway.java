package org.socketservice.gateway;

import java.util.concurrent.ScheduledExecutorService;

import org.socketservice.connection.ListenerCounts;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.gateway.SocketInboundGateway.GatewaySettings;

import org.springframework.integration.gateway.MessagingGatewaySupport;
import org.springframework.integration.support.management.metrics.MetricsCaptor;

/**
 * The inbound gateway of one datagram listener. Each request carries its own reply
 * channel, as those of connections do. With an error channel, observation or message
 * history configured it takes Spring Integration's own (slower) way for every request.
 */
public final class DatagramInboundGateway extends MessagingGatewaySupport {

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
	public DatagramInboundGateway(String listener, SocketRequestChannel channel, GatewaySettings settings,
			ErrorReply errorReply, ListenerCounts counts) {
		super(true);
		this.handover = new RequestHandover(listener, channel, settings, errorReply, counts,
				this::sendAndReceiveMessage);
		setRequestChannel(channel);
		setReplyTimeout(settings.replyTimeout().toMillis());
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
	 * Begin the conversations of one socket.
	 * @param <P> what the socket knows a peer by
	 * @param outlet the socket
	 * @param traffic counters of its event loop
	 * @param loop its event loop
	 * @return a new exchange
	 */
	public <P> DatagramExchange<P> newExchange(DatagramOutlet<P> outlet, TrafficCounters traffic,
			ScheduledExecutorService loop) {
		return new DatagramExchange<>(this.handover, outlet, traffic, loop);
	}

	@Override
	public String getComponentType() {
		return "socket:datagram-inbound-gateway";
	}

}
