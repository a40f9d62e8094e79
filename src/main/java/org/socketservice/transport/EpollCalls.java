package org.socketservice.transport;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls that wait for many sockets at once. Each returns what the C function returns,
 * or the negative errno. For those who have got a socket by {@link NativeCalls}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
final class EpollCalls {

	static final int EPOLLIN = 1;

	static final int EPOLLOUT = 4;

	static final int CTL_ADD = 1;

	static final int CTL_MOD = 3;

	/** {@code sizeof(struct epoll_event)}: packed on x86-64, and nowhere else. */
	static final int EVENT_SIZE;

	/** Where its {@code data} is. */
	static final int DATA;

	private static final int EPOLL_CLOEXEC = 0x80000;

	private static final ValueLayout INT = ValueLayout.JAVA_INT;

	private static final ValueLayout POINTER = ValueLayout.ADDRESS;

	private static final MethodHandle CREATE = NativeCalls.find("epoll_create1", INT, INT);

	private static final MethodHandle CTL = NativeCalls.find("epoll_ctl", INT, INT, INT, INT, POINTER);

	private static final MethodHandle WAIT = NativeCalls.find("epoll_wait", INT, INT, POINTER, INT, INT);

	static {
		boolean packed = System.getProperty("os.arch", "").equals("amd64");
		DATA = packed ? Integer.BYTES : Long.BYTES;
		EVENT_SIZE = DATA + Long.BYTES;
	}

	private EpollCalls() {
	}

	static int create(MemorySegment state) {
		try {
			int result = (int) CREATE.invokeExact(state, EPOLL_CLOEXEC);
			return (result < 0) ? NativeCalls.errno(state) : result;
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

	static int control(MemorySegment state, int epoll, int operation, int descriptor, MemorySegment event) {
		try {
			int result = (int) CTL.invokeExact(state, epoll, operation, descriptor, event);
			return (result < 0) ? NativeCalls.errno(state) : result;
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

	/**
	 * Wait: epoll_wait(2).
	 * @param state of the calling thread
	 * @param epoll what waits
	 * @param events an array of {@code struct epoll_event}
	 * @param count how many there is room for
	 * @param millis how long, 0 for not at all
	 * @return how many have happened, or the negative errno
	 */
	static int await(MemorySegment state, int epoll, MemorySegment events, int count, int millis) {
		try {
			int result = (int) WAIT.invokeExact(state, epoll, events, count, millis);
			return (result < 0) ? NativeCalls.errno(state) : result;
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

}
