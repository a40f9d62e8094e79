package org.socketservice.gateway;

import org.socketservice.service.MessageService;

/**
 * Subscribes the {@link MessageService} to {@code socketRequests} unless a flow of the
 * application has done so.
 */
public final class RequestSubscription {

	private final SocketRequestChannel channel;

	private final MessageServiceActivator activator;

	RequestSubscription(SocketRequestChannel channel, MessageServiceActivator activator) {
		this.channel = channel;
		this.activator = activator;
	}

	/**
	 * Make sure that somebody answers requests. To be called when all flows of the
	 * application have subscribed, before the first request.
	 */
	public void ensure() {
		if (this.channel.getSubscriberCount() == 0) {
			this.channel.subscribe(this.activator);
		}
	}

	/**
	 * The service that answers when no flow does.
	 * @return the service
	 */
	public MessageService service() {
		return this.activator.service();
	}

}
