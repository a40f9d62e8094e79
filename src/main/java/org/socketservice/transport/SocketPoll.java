package org.socketservice.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a selector is to channels of the Java platform to sockets that it has none of:
 * waits for many of them at once, see epoll(7), and moves their bytes. Used by one thread
 * at a time.
 */
public final class SocketPoll implements AutoCloseable {

	/** Returned by {@link #receive} when nothing is there. */
	public static final int NOTHING = -1;

	/** Returned by {@link #receive} when the peer has ended its side. */
	public static final int END = -2;

	private static final int MAX_EVENTS = 1024;

	private final Arena arena = Arena.ofAuto();

	private final MemorySegment state;

	private final MemorySegment event = this.arena.allocate(EpollCalls.EVENT_SIZE);

	private final MemorySegment events = this.arena.allocate((long) MAX_EVENTS * EpollCalls.EVENT_SIZE);

	private final RecordIo io = new RecordIo();

	private final List<Watch> watches = new ArrayList<>();

	private final int epoll;

	private MemorySegment output = MemorySegment.NULL;

	/**
	 * Start with no socket to wait for.
	 * @throws NativeSocketException if that failed
	 */
	public SocketPoll() throws NativeSocketException {
		NativeCalls.of("epoll_create1");
		this.state = NativeCalls.newState(this.arena);
		this.epoll = checked("epoll_create1", EpollCalls.create(this.state));
	}

	private static int checked(String call, int result) throws NativeSocketException {
		if (result < 0) {
			throw new NativeSocketException(call, -result);
		}
		return result;
	}

	/**
	 * Wait for a socket, too, until it is closed; at first for its input alone.
	 * @param socket the socket
	 * @param listener is told
	 * @return to say what to wait for
	 * @throws NativeSocketException if that failed
	 */
	public Watch add(PolledSocket socket, Listener listener) throws NativeSocketException {
		Watch watch = new Watch(socket, listener, this.watches.size());
		this.watches.add(watch);
		watch.control(EpollCalls.CTL_ADD);
		return watch;
	}

	/**
	 * Wait, and tell those that are ready.
	 * @param millis how long, 0 for not at all
	 * @throws NativeSocketException if that failed
	 */
	public void await(int millis) throws NativeSocketException {
		int count = EpollCalls.await(this.state, this.epoll, this.events, MAX_EVENTS, millis);
		if (count == -Errno.EINTR.number()) {
			return;
		}
		checked("epoll_wait", count);
		for (int i = 0; i < count; i++) {
			long at = (long) i * EpollCalls.EVENT_SIZE;
			int happened = this.events.get(ValueLayout.JAVA_INT_UNALIGNED, at);
			Watch watch = this.watches
				.get((int) this.events.get(ValueLayout.JAVA_LONG_UNALIGNED, at + EpollCalls.DATA));
			if (watch.socket.isOpen()) {
				// an error shows when it is read
				watch.listener.ready((happened & ~EpollCalls.EPOLLOUT) != 0, (happened & EpollCalls.EPOLLOUT) != 0);
			}
		}
	}

	/**
	 * Receive a message, or of a stream what is there.
	 * @param socket from where
	 * @param target where to
	 * @param at where in it
	 * @return how many bytes, {@link #NOTHING} or {@link #END}
	 * @throws IOException if that failed
	 */
	public int receive(PolledSocket socket, byte[] target, int at) throws IOException {
		DatagramFormat format = socket.format();
		int max = target.length - at + format.overhead();
		while (true) {
			int length = this.io.receive(socket.descriptor(), max);
			if (length == RecordIo.END) {
				if (socket.isConnection()) {
					return END;
				}
				length = 0;
			}
			if (length < 0) {
				return nothing("recvmsg", length);
			}
			int end = Math.min(length, max);
			int begin = format.begin(this.io.record(end), DatagramFormat.REPLY);
			if (begin >= 0) {
				int count = Math.min(end - begin, target.length - at);
				this.io.record(end).get(begin, target, at, count);
				return count;
			}
			// a request that this socket hears as well
		}
	}

	private static int nothing(String call, int result) throws NativeSocketException {
		if (result != -Errno.EAGAIN.number() && result != -Errno.EINTR.number()) {
			throw new NativeSocketException(call, -result);
		}
		return NOTHING;
	}

	/**
	 * Send a message, or of a stream as much as there is room for.
	 * @param socket where to
	 * @param source has the message
	 * @param from where it begins
	 * @param length how long it is
	 * @return how many bytes, {@link #NOTHING} if there is no room
	 * @throws IOException if that failed
	 */
	public int send(PolledSocket socket, byte[] source, int from, int length) throws IOException {
		int prefix = (socket.format() != DatagramFormat.PLAIN) ? 1 : 0;
		if (this.output.byteSize() < length + prefix) {
			this.output = this.arena.allocate(length + prefix);
		}
		if (prefix > 0) {
			this.output.set(ValueLayout.JAVA_BYTE, 0, (byte) DatagramFormat.REQUEST);
		}
		MemorySegment.copy(source, from, this.output, ValueLayout.JAVA_BYTE, prefix, length);
		int sent = this.io.send(socket.descriptor(), this.output.address(), length + prefix);
		return (sent < 0) ? nothing("sendmsg", sent) : sent - prefix;
	}

	@Override
	public void close() {
		LinuxSockets.close(this.epoll);
	}

	/**
	 * Is told that a socket is ready.
	 */
	public interface Listener {

		/**
		 * React.
		 * @param readable whether something has come, an end and a failure included
		 * @param writable whether there is room
		 */
		void ready(boolean readable, boolean writable);

	}

	/**
	 * What is waited for at one socket.
	 */
	public final class Watch {

		private final PolledSocket socket;

		private final Listener listener;

		private final long index;

		private boolean writable;

		private Watch(PolledSocket socket, Listener listener, long index) {
			this.socket = socket;
			this.listener = listener;
			this.index = index;
		}

		/**
		 * Wait for room as well as for input, or for input alone.
		 * @param writable whether to wait for room
		 * @throws NativeSocketException if that failed
		 */
		public void awaitRoom(boolean writable) throws NativeSocketException {
			if (this.writable != writable) {
				this.writable = writable;
				control(EpollCalls.CTL_MOD);
			}
		}

		private void control(int operation) throws NativeSocketException {
			SocketPoll poll = SocketPoll.this;
			poll.event.set(ValueLayout.JAVA_INT_UNALIGNED, 0,
					this.writable ? EpollCalls.EPOLLIN | EpollCalls.EPOLLOUT : EpollCalls.EPOLLIN);
			poll.event.set(ValueLayout.JAVA_LONG_UNALIGNED, EpollCalls.DATA, this.index);
			checked("epoll_ctl",
					EpollCalls.control(poll.state, poll.epoll, operation, this.socket.descriptor(), poll.event));
		}

	}

}
