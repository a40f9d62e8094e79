package org.socketservice.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * System calls by the foreign function interface (JEP 454), for what neither Java nor
 * Netty makes. Each returns what the C function returns, or the negative errno. A call
 * that may block holds up its thread, also a virtual one's carrier.
 */
final class NativeCalls {

	private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

	private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

	private static final ValueLayout POINTER = ValueLayout.ADDRESS;

	private static final StructLayout STATE = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

	private static volatile @Nullable NativeCalls instance;

	private final MethodHandle socket;

	private final MethodHandle fchmod;

	private final MethodHandle bind;

	private final MethodHandle listen;

	private final MethodHandle connect;

	private final MethodHandle setsockopt;

	private final MethodHandle recvmsg;

	private final MethodHandle sendmsg;

	private final MethodHandle poll;

	private final MethodHandle shutdown;

	private final MethodHandle close;

	private NativeCalls() {
		this.socket = find("socket", INT, INT, INT, INT);
		this.fchmod = find("fchmod", INT, INT, INT);
		this.bind = find("bind", INT, INT, POINTER, INT);
		this.listen = find("listen", INT, INT, INT);
		this.connect = find("connect", INT, INT, POINTER, INT);
		this.setsockopt = find("setsockopt", INT, INT, INT, INT, POINTER, INT);
		this.recvmsg = find("recvmsg", LONG, INT, POINTER, INT);
		this.sendmsg = find("sendmsg", LONG, INT, POINTER, INT);
		this.poll = find("poll", INT, POINTER, LONG, INT);
		this.shutdown = find("shutdown", INT, INT, INT);
		this.close = find("close", INT, INT);
	}

	@SuppressWarnings("restricted") // the manifest enables native access
	private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
		Linker linker = Linker.nativeLinker();
		return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments),
				Linker.Option.captureCallState("errno"));
	}

	/**
	 * The calls of this machine.
	 * @param purpose what is to be called, for the message
	 * @return the only instance
	 * @throws NativeSocketException if native calls are not possible here
	 */
	static NativeCalls of(String purpose) throws NativeSocketException {
		NativeCalls calls = instance;
		if (calls != null) {
			return calls;
		}
		if (!System.getProperty("os.name", "").equals("Linux")) {
			throw new NativeSocketException(purpose, "only known on Linux", null);
		}
		try {
			calls = new NativeCalls();
			instance = calls;
			return calls;
		}
		catch (IllegalCallerException ex) {
			throw new NativeSocketException(purpose,
					"Java denies native access to this program (start it with --enable-native-access=ALL-UNNAMED)", ex);
		}
		catch (RuntimeException | LinkageError ex) {
			throw new NativeSocketException(purpose, "Java cannot make native calls on this machine: " + ex, ex);
		}
	}

	/**
	 * Memory for one thread's calls to leave errno in.
	 * @param arena how long it lives
	 * @return to be passed to calls
	 */
	static MemorySegment newState(Arena arena) {
		return arena.allocate(STATE);
	}

	private static int errno(MemorySegment state) {
		return -(int) ERRNO.get(state, 0L);
	}

	int socket(MemorySegment state, int domain, int type, int protocol) {
		try {
			int result = (int) this.socket.invokeExact(state, domain, type, protocol);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int fchmod(MemorySegment state, int fd, int mode) {
		try {
			return ((int) this.fchmod.invokeExact(state, fd, mode) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int bind(MemorySegment state, int fd, MemorySegment address) {
		try {
			int size = (int) address.byteSize();
			return ((int) this.bind.invokeExact(state, fd, address, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int listen(MemorySegment state, int fd, int backlog) {
		try {
			return ((int) this.listen.invokeExact(state, fd, backlog) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int connect(MemorySegment state, int fd, MemorySegment address) {
		try {
			int size = (int) address.byteSize();
			return ((int) this.connect.invokeExact(state, fd, address, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int setsockopt(MemorySegment state, int fd, int level, int name, MemorySegment value) {
		try {
			int size = (int) value.byteSize();
			return ((int) this.setsockopt.invokeExact(state, fd, level, name, value, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	long recvmsg(MemorySegment state, int fd, MemorySegment message, int flags) {
		try {
			long result = (long) this.recvmsg.invokeExact(state, fd, message, flags);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	long sendmsg(MemorySegment state, int fd, MemorySegment message, int flags) {
		try {
			long result = (long) this.sendmsg.invokeExact(state, fd, message, flags);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int poll(MemorySegment state, MemorySegment fds, int timeoutMillis) {
		try {
			int result = (int) this.poll.invokeExact(state, fds, 1L, timeoutMillis);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int shutdown(MemorySegment state, int fd, int how) {
		try {
			return ((int) this.shutdown.invokeExact(state, fd, how) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int close(MemorySegment state, int fd) {
		try {
			return ((int) this.close.invokeExact(state, fd) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	private static IllegalStateException unexpected(Throwable ex) {
		if (ex instanceof Error error) {
			throw error;
		}
		return new IllegalStateException("A native call failed in Java", ex);
	}

}
