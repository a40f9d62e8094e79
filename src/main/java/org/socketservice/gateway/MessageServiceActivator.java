package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.socketservice.service.MessageService;

import org.springframework.integration.handler.AbstractReplyProducingMessageHandler;
import org.springframework.integration.support.management.metrics.MetricsCaptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandlingException;

/**
 * Service activator on the {@link MessageService} bean. A request from a socket is
 * answered without a reply message in between as long as nobody could see one; any other
 * message takes Spring Integration's own way.
 */
final class MessageServiceActivator extends AbstractReplyProducingMessageHandler {

	private final MessageService service;

	MessageServiceActivator(MessageService service) {
		this.service = service;
		setLoggingEnabled(false);
	}

	MessageService service() {
		return this.service;
	}

	boolean isInline() {
		return !this.service.mayBlock() && isUnobserved();
	}

	private boolean isUnobserved() {
		return !isObserved() && !shouldTrack() && !hasAdviceChain() && getOutputChannel() == null;
	}

	@Override
	public void registerMetricsCaptor(MetricsCaptor metricsCaptor) {
		// as for the channel: the listener's meters count the same at no cost per message
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (message instanceof SocketRequest request && isUnobserved()) {
			request.answer(this.service);
		}
		else {
			super.handleMessage(message);
		}
	}

	@Override
	protected @Nullable Object handleRequestMessage(Message<?> message) {
		byte[] reply;
		try {
			reply = this.service.reply(bytes(message));
		}
		catch (Exception ex) {
			throw new MessageHandlingException(message, "The service failed", ex);
		}
		if (reply == null) {
			throw new MessageHandlingException(message, "The service returned null");
		}
		return reply;
	}

	private static byte[] bytes(Message<?> message) {
		if (message.getPayload() instanceof byte[] bytes) {
			return bytes;
		}
		return message.getPayload().toString().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	protected boolean shouldCopyRequestHeaders() {
		return false;
	}

	@Override
	public String getComponentType() {
		return "service-activator";
	}

}
