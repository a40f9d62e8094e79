package org.socketservice.gateway;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Requests of one connection that are not answered yet, in the order their replies must
 * have. The requests themselves are the links, so that a place in the queue costs no
 * object.
 */
final class ReplyQueue {

	private final int maxMessages;

	private final long maxBytes;

	private @Nullable SocketRequest head;

	private @Nullable SocketRequest tail;

	private int messages;

	private long bytes;

	/**
	 * Create a queue.
	 * @param maxMessages requests it is full with
	 * @param maxBytes bytes of requests it is full with
	 */
	ReplyQueue(int maxMessages, long maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	void add(SocketRequest request) {
		SocketRequest tail = this.tail;
		if (tail == null) {
			this.head = request;
		}
		else {
			tail.next = request;
		}
		this.tail = request;
		this.messages++;
		this.bytes += request.getPayload().length;
	}

	/**
	 * Remove the first request if its outcome is known.
	 * @return the request, or {@code null} if there is none or it is pending
	 */
	@Nullable SocketRequest pollSettled() {
		SocketRequest request = this.head;
		if (request == null || request.outcome() == null) {
			return null;
		}
		this.head = request.next;
		if (this.head == null) {
			this.tail = null;
		}
		this.messages--;
		this.bytes -= request.getPayload().length;
		return request;
	}

	void forEach(Consumer<SocketRequest> action) {
		for (SocketRequest request = this.head; request != null; request = request.next) {
			action.accept(request);
		}
	}

	void clear() {
		this.head = null;
		this.tail = null;
		this.messages = 0;
		this.bytes = 0;
	}

	boolean isEmpty() {
		return this.head == null;
	}

	boolean isFull() {
		return this.messages >= this.maxMessages || this.bytes >= this.maxBytes;
	}

	@Nullable SocketRequest first() {
		return this.head;
	}

}
