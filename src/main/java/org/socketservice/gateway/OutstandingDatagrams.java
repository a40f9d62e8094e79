package org.socketservice.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Requests of a datagram socket that are not answered yet, the oldest first. The requests
 * themselves are the links.
 *
 * @param <P> what the socket knows a peer by
 */
final class OutstandingDatagrams<P> {

	private final int maxMessages;

	private final long maxBytes;

	private @Nullable DatagramRequest<P> oldest;

	private @Nullable DatagramRequest<P> newest;

	private int messages;

	private long bytes;

	OutstandingDatagrams(int maxMessages, long maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	void add(DatagramRequest<P> request) {
		DatagramRequest<P> before = this.newest;
		if (before == null) {
			this.oldest = request;
		}
		else {
			before.newer = request;
			request.older = before;
		}
		this.newest = request;
		request.outstanding = true;
		this.messages++;
		this.bytes += request.getPayload().length;
	}

	/**
	 * Remove a request.
	 * @param request any
	 * @return whether it was there
	 */
	boolean remove(DatagramRequest<P> request) {
		if (!request.outstanding) {
			return false;
		}
		request.outstanding = false;
		DatagramRequest<P> older = request.older;
		DatagramRequest<P> newer = request.newer;
		if (older != null) {
			older.newer = newer;
		}
		else {
			this.oldest = newer;
		}
		if (newer != null) {
			newer.older = older;
		}
		else {
			this.newest = older;
		}
		request.older = null;
		request.newer = null;
		this.messages--;
		this.bytes -= request.getPayload().length;
		return true;
	}

	@Nullable DatagramRequest<P> oldest() {
		return this.oldest;
	}

	boolean isEmpty() {
		return this.oldest == null;
	}

	boolean isFull() {
		return this.messages >= this.maxMessages || this.bytes >= this.maxBytes;
	}

}
