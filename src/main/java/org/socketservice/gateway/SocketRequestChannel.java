package org.socketservice.gateway;

import org.jspecify.annotations.Nullable;

import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/**
 * The channel {@code socketRequests}, which every request of every listener passes. It
 * has one subscriber: the activator of the
 * {@link org.socketservice.service.MessageService} or a flow of the application. Spring
 * Integration's own meters stay off it because they double the cost of a pipelined
 * message; the listener's meters count the same.
 */
public final class SocketRequestChannel extends DirectChannel {

	/** The name of the bean. */
	public static final String BEAN_NAME = "socketRequests";

	private volatile @Nullable MessageServiceActivator inline;

	private volatile @Nullable MessageHandler subscriber;

	SocketRequestChannel() {
		super(null);
		setLoggingEnabled(false);
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptorToRegister) {
		// see the class comment
	}

	@Override
	public boolean subscribe(MessageHandler handler) {
		MessageHandler first = this.subscriber;
		if (first != null) {
			throw new DuplicateSubscriberException(first, handler);
		}
		this.subscriber = handler;
		this.inline = (handler instanceof MessageServiceActivator activator && activator.isInline()) ? activator : null;
		return super.subscribe(handler);
	}

	@Override
	public boolean unsubscribe(MessageHandler handler) {
		this.inline = null;
		this.subscriber = (this.subscriber != handler) ? this.subscriber : null;
		return super.unsubscribe(handler);
	}

	/**
	 * Whether a request may be sent on an event loop: nobody but a service that does not
	 * block sees it.
	 * @return {@code false} as soon as there is an interceptor
	 */
	boolean isInline() {
		return this.inline != null && getIChannelInterceptorList().getSize() == 0 && !isObserved();
	}

	void dispatch(Message<?> message) {
		send(message, -1);
	}

}
