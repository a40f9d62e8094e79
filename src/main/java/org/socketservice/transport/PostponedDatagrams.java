package org.socketservice.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Datagrams whose receivers have no room for them, which only Unix sockets tell. They are
 * kept for a while, in order for each receiver, and no more of them than memory may be
 * spent on: whoever asks and does not read must harm neither us nor others. Belongs to
 * the socket's event loop.
 */
final class PostponedDatagrams {

	/** As many as the receiver's socket keeps where systemd sets the limit. */
	static final int MAX_FOR_ONE = 512;

	private static final long MAX_BYTES = 4 * 1024 * 1024;

	/** What one costs beside its bytes, about. */
	private static final long OVERHEAD = 128;

	private final Map<ByteBuffer, ArrayDeque<Datagram>> queues = new LinkedHashMap<>();

	private long bytes;

	boolean isEmpty() {
		return this.queues.isEmpty();
	}

	/**
	 * Whether something waits for a receiver, behind which more has to wait.
	 * @param peer the receiver
	 * @return {@code false} if it may be sent to
	 */
	boolean has(DatagramPeer peer) {
		return !this.queues.isEmpty() && this.queues.containsKey(ByteBuffer.wrap(peer.name()));
	}

	/**
	 * Keep a datagram.
	 * @param datagram the datagram
	 * @return {@code false} if there are too many already
	 */
	boolean add(Datagram datagram) {
		ByteBuffer name = ByteBuffer.wrap(datagram.peer().name());
		ArrayDeque<Datagram> queue = this.queues.get(name);
		if (this.bytes + size(datagram) > MAX_BYTES || (queue != null && queue.size() >= MAX_FOR_ONE)) {
			return false;
		}
		if (queue == null) {
			queue = new ArrayDeque<>();
			this.queues.put(name, queue);
		}
		queue.add(datagram);
		this.bytes += size(datagram);
		return true;
	}

	private static long size(Datagram datagram) {
		return OVERHEAD + datagram.bytes().length;
	}

	/**
	 * Try them again: for each receiver until one is to be kept.
	 * @param attempt sends one
	 */
	void retry(Attempt attempt) {
		for (Iterator<ArrayDeque<Datagram>> receivers = this.queues.values().iterator(); receivers.hasNext();) {
			ArrayDeque<Datagram> queue = receivers.next();
			@Nullable Datagram next = queue.peek();
			while (next != null && attempt.send(next)) {
				queue.remove();
				this.bytes -= size(next);
				next = queue.peek();
			}
			if (next == null) {
				receivers.remove();
			}
		}
	}

	/**
	 * A datagram that could not be sent yet.
	 */
	static final class Datagram {

		private final DatagramPeer peer;

		private final byte[] bytes;

		private final boolean reply;

		private final long until;

		/**
		 * Remember a datagram.
		 * @param peer where it goes
		 * @param bytes what it contains
		 * @param reply whether it is a reply of the service
		 * @param until when it is given up, {@link System#nanoTime()}
		 */
		Datagram(DatagramPeer peer, byte[] bytes, boolean reply, long until) {
			this.peer = peer;
			this.bytes = bytes;
			this.reply = reply;
			this.until = until;
		}

		DatagramPeer peer() {
			return this.peer;
		}

		byte[] bytes() {
			return this.bytes;
		}

		boolean reply() {
			return this.reply;
		}

		long until() {
			return this.until;
		}

	}

	/**
	 * Tries to send.
	 */
	@FunctionalInterface
	interface Attempt {

		/**
		 * Send a datagram, or give it up.
		 * @param datagram the datagram
		 * @return {@code false} to keep it
		 */
		boolean send(Datagram datagram);

	}

}
