package org.socketservice.transport;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.socketservice.transport.PostponedDatagrams.Datagram;

/**
 * Sends the datagrams of one socket in batches. One that fails does not hold up the
 * others; one whose receiver's queue is full, which only Unix sockets report, is tried
 * again for a while. Belongs to the socket's event loop.
 */
final class DatagramSender {

	/** How long a Unix socket that does not read its replies is waited for. */
	private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);

	private static final long RETRY_MILLIS = 2;

	private final int descriptor;

	private final MemorySegment errno;

	private final DatagramFormat format;

	private final ScheduledExecutorService loop;

	private final DatagramHandler handler;

	private final Runnable whenSendable;

	private final DatagramOutput output = new DatagramOutput();

	/** What came when there was no room. */
	private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();

	/** What its receiver has no room for. */
	private final PostponedDatagrams postponed = new PostponedDatagrams();

	private boolean blocked;

	private boolean retrying;

	private boolean closed;

	DatagramSender(int descriptor, MemorySegment errno, DatagramFormat format, ScheduledExecutorService loop,
			DatagramHandler handler, Runnable whenSendable) {
		this.descriptor = descriptor;
		this.errno = errno;
		this.format = format;
		this.loop = loop;
		this.handler = handler;
		this.whenSendable = whenSendable;
	}

	void send(DatagramPeer peer, byte[] bytes, boolean reply) {
		if (this.postponed.has(peer)) {
			postpone(peer, bytes, reply);
			return;
		}
		if (!this.waiting.isEmpty() || !append(peer, bytes, reply)) {
			if (!this.blocked) {
				flush();
			}
			if (!this.waiting.isEmpty() || !append(peer, bytes, reply)) {
				this.waiting.add(new Datagram(peer, bytes, reply, 0));
			}
		}
	}

	private boolean append(DatagramPeer peer, byte[] bytes, boolean reply) {
		return this.output.append(peer, bytes, this.format.replyMark(), reply);
	}

	/** Whether the socket's send buffer is full. */
	boolean isBlocked() {
		return this.blocked;
	}

	boolean isEmpty() {
		return this.output.isEmpty() && this.waiting.isEmpty() && this.postponed.isEmpty();
	}

	/** The socket's send buffer has room again. */
	void resume() {
		this.blocked = false;
		flush();
	}

	void flush() {
		while (!this.blocked && !this.closed && !this.output.isEmpty()) {
			int sent = this.output.send(this.errno, this.descriptor);
			if (sent > 0) {
				sent(sent);
			}
			else if (sent < 0) {
				failed(LinuxSockets.errno(this.errno));
			}
			refill();
		}
	}

	private void refill() {
		while (!this.waiting.isEmpty()) {
			Datagram next = this.waiting.getFirst();
			if (!append(next.peer(), next.bytes(), next.reply())) {
				return;
			}
			this.waiting.removeFirst();
		}
	}

	private void sent(int count) {
		int replies = 0;
		long bytes = 0;
		for (int i = 0; i < count; i++) {
			replies += this.output.isReply() ? 1 : 0;
			bytes += this.output.size();
			this.output.remove();
		}
		this.handler.onSent(replies, bytes);
	}

	private void failed(int errno) {
		if (errno == Errno.EAGAIN.number()) {
			full();
		}
		else if (errno != Errno.EINTR.number() && !isOtherSource(errno)) {
			DatagramPeer peer = this.output.peer();
			boolean reply = this.output.isReply();
			this.output.remove();
			this.handler.onUnsent(peer, reply, errno == Errno.EMSGSIZE.number());
		}
	}

	/**
	 * The address asked may be one that nothing can be sent from, a broadcast's say, or
	 * gone meanwhile.
	 */
	private boolean isOtherSource(int errno) {
		return (errno == Errno.EINVAL.number() || errno == Errno.EADDRNOTAVAIL.number()) && this.output.dropControl();
	}

	private void full() {
		DatagramPeer peer = this.output.peer();
		if (SocketNames.family(peer.name()) != LinuxSockets.AF_UNIX) {
			this.blocked = true;
			return;
		}
		byte[] bytes = this.output.bytes();
		boolean reply = this.output.isReply();
		this.output.remove();
		postpone(peer, bytes, reply);
	}

	private void postpone(DatagramPeer peer, byte[] bytes, boolean reply) {
		if (!this.postponed.add(new Datagram(peer, bytes, reply, System.nanoTime() + PATIENCE))) {
			this.handler.onUnsent(peer, reply, false);
		}
		else if (!this.retrying) {
			this.retrying = true;
			this.loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void retry() {
		this.retrying = false;
		if (this.closed) {
			return;
		}
		flush();
		this.postponed.retry(this::sendAgain);
		if (!this.postponed.isEmpty() && !this.retrying) {
			this.retrying = true;
			this.loop.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
		}
		this.whenSendable.run();
	}

	private boolean sendAgain(Datagram datagram) {
		this.output.append(datagram.peer(), datagram.bytes(), -1, datagram.reply());
		int sent = this.output.send(this.errno, this.descriptor);
		if (sent > 0) {
			sent(sent);
			return true;
		}
		this.output.remove();
		if (LinuxSockets.errno(this.errno) == Errno.EAGAIN.number() && System.nanoTime() - datagram.until() < 0) {
			return false;
		}
		this.handler.onUnsent(datagram.peer(), datagram.reply(), false);
		return true;
	}

	void close() {
		this.closed = true;
		this.output.close();
	}

}
