package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * The reply (and error) channel of one request: whoever handles the request, on whatever
 * thread, answers here. Only the first reply counts.
 */
final class RequestReplyChannel implements MessageChannel {

	private final SocketRequest request;

	RequestReplyChannel(SocketRequest request) {
		this.request = request;
	}

	SocketRequest request() {
		return this.request;
	}

	@Override
	public boolean send(Message<?> reply, long timeout) {
		return this.request.complete(outcome(reply.getPayload()));
	}

	static Object outcome(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		if (payload instanceof Throwable cause) {
			return Failure.of(cause);
		}
		return Failure.of(new IllegalArgumentException(
				"A reply must be a byte[] or a String, but its payload is a " + payload.getClass().getName()));
	}

	@Override
	public String toString() {
		return "reply channel of one request";
	}

}
