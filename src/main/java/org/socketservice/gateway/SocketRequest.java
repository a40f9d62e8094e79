package org.socketservice.gateway;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.socketservice.service.MessageService;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * One request of a peer: the message that travels through {@code socketRequests} and, at
 * the same time, its place in the order of replies. Headers are made only for those who
 * look, which the default service does not.
 */
class SocketRequest implements Message<byte[]> {

	private static final VarHandle OUTCOME;

	private static final VarHandle WATCHED;

	static {
		try {
			OUTCOME = MethodHandles.lookup().findVarHandle(SocketRequest.class, "outcome", Object.class);
			WATCHED = MethodHandles.lookup().findVarHandle(SocketRequest.class, "watched", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final RequestOwner owner;

	private final byte[] payload;

	private final int terminator;

	/** A {@code byte[]} reply or a {@link Failure}; {@code null} while pending. */
	private volatile @Nullable Object outcome;

	private volatile @Nullable MessageHeaders headers;

	/** The next request of the connection; belongs to the exchange. */
	@Nullable SocketRequest next;

	private boolean watched;

	/** Whether nobody but the event loop can know the request: no fences needed. */
	private boolean confined;

	/** When the request was handed over, {@link System#nanoTime()}; 0 before. */
	volatile long handedOver;

	SocketRequest(RequestOwner owner, byte[] payload, int terminator) {
		this.owner = owner;
		this.payload = payload;
		this.terminator = terminator;
	}

	/**
	 * The request a message stands for.
	 * @param message a request, or a message made of one with its headers
	 * @return the request, with the message's payload and headers; {@code null} for other
	 * messages
	 */
	static @Nullable SocketRequest of(Message<?> message) {
		if (message instanceof SocketRequest request) {
			return request;
		}
		if (!(message.getHeaders().getReplyChannel() instanceof RequestReplyChannel replyChannel)) {
			return null;
		}
		Object outcome = RequestReplyChannel.outcome(message.getPayload());
		if (!(outcome instanceof byte[] payload)) {
			return null;
		}
		SocketRequest original = replyChannel.request();
		SocketRequest request = original.withPayload(payload);
		request.headers = request.newHeaders(message.getHeaders());
		return request;
	}

	/**
	 * Whether the one who dispatches looks at the outcome afterwards, so that completing
	 * need not wake the event loop.
	 * @param watched whether it does
	 */
	void setWatched(boolean watched) {
		WATCHED.setVolatile(this, watched);
	}

	/**
	 * The request is about to be answered on its event loop, before the dispatching call
	 * returns.
	 */
	void confine() {
		this.watched = true;
		this.confined = true;
	}

	RequestOwner owner() {
		return this.owner;
	}

	/**
	 * The same request with what somebody on its way has made of it.
	 * @param payload the new payload
	 * @return a new request
	 */
	SocketRequest withPayload(byte[] payload) {
		return new SocketRequest(this.owner, payload, this.terminator);
	}

	int terminator() {
		return this.terminator;
	}

	@Nullable Object outcome() {
		return this.outcome;
	}

	/**
	 * Let the service answer, on the calling thread.
	 * @param service whom to ask
	 */
	void answer(MessageService service) {
		byte[] reply;
		try {
			reply = service.reply(this.payload);
		}
		catch (Throwable ex) {
			complete(Failure.of(ex));
			return;
		}
		complete((reply != null) ? reply : Failure.NO_REPLY);
	}

	/**
	 * Set the outcome, from any thread; all but the first are ignored.
	 * @param outcome a {@code byte[]} or a {@link Failure}
	 * @return whether this was the first
	 */
	boolean complete(Object outcome) {
		if (this.confined && OUTCOME.get(this) == null && this.headers == null) {
			OUTCOME.set(this, outcome);
			return true;
		}
		if (!OUTCOME.compareAndSet(this, null, outcome)) {
			return false;
		}
		if (!(boolean) WATCHED.getVolatile(this)) {
			this.owner.completed(this);
		}
		return true;
	}

	/**
	 * Set the outcome without telling the exchange.
	 * @param outcome a {@code byte[]} or a {@link Failure}
	 * @return whether this was the first
	 */
	boolean settle(Object outcome) {
		return OUTCOME.compareAndSet(this, null, outcome);
	}

	@Override
	public final byte[] getPayload() {
		return this.payload;
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders headers = this.headers;
		if (headers == null) {
			synchronized (this) {
				headers = this.headers;
				if (headers == null) {
					headers = newHeaders(this.owner.headers(this));
					this.headers = headers;
				}
			}
		}
		return headers;
	}

	private MessageHeaders newHeaders(Map<String, Object> headers) {
		Map<String, Object> map = new HashMap<>(headers);
		RequestReplyChannel replyChannel = new RequestReplyChannel(this);
		map.put(MessageHeaders.REPLY_CHANNEL, replyChannel);
		map.put(MessageHeaders.ERROR_CHANNEL, replyChannel);
		return new MessageHeaders(map);
	}

	@Override
	public String toString() {
		return "SocketRequest [payload=byte[" + this.payload.length + "], headers=" + getHeaders() + "]";
	}

}
