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

	private static final String DENIED = IllegalCallerException.class.getName();

	private static final StructLayout STATE = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

	private static volatile @Nullable NativeCalls instance;

	private NativeCalls() throws IllegalCallerException {
		Functions.CLOSE.type(); // makes them all, or fails
	}

	@SuppressWarnings("restricted") // the manifest enables native access
	static MethodHandle find(String name, FunctionDescriptor descriptor, Linker.Option... options) {
		Linker linker = Linker.nativeLinker();
		return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
	}

	static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
		return find(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
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
		catch (RuntimeException | LinkageError ex) {
			throw new NativeSocketException(purpose, whyNot(ex), ex);
		}
	}

	/** A class that has failed to initialize says why the first time only. */
	private static String whyNot(Throwable failure) {
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			if (ex instanceof IllegalCallerException || String.valueOf(ex.getMessage()).contains(DENIED)) {
				return "Java denies native access to this program (start it with --enable-native-access=ALL-UNNAMED)";
			}
		}
		return "Java cannot make native calls on this machine: " + failure;
	}

	/**
	 * Memory for one thread's calls to leave errno in.
	 * @param arena how long it lives
	 * @return to be passed to calls
	 */
	static MemorySegment newState(Arena arena) {
		return arena.allocate(STATE);
	}

	/**
	 * What the last call with this memory failed with.
	 * @param state of the calling thread
	 * @return the negative errno
	 */
	static int errno(MemorySegment state) {
		return -(int) ERRNO.get(state, 0L);
	}

	int socket(MemorySegment state, int domain, int type, int protocol) {
		try {
			int result = (int) Functions.SOCKET.invokeExact(state, domain, type, protocol);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int fchmod(MemorySegment state, int fd, int mode) {
		try {
			return ((int) Functions.FCHMOD.invokeExact(state, fd, mode) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int bind(MemorySegment state, int fd, MemorySegment address) {
		try {
			int size = (int) address.byteSize();
			return ((int) Functions.BIND.invokeExact(state, fd, address, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int listen(MemorySegment state, int fd, int backlog) {
		try {
			return ((int) Functions.LISTEN.invokeExact(state, fd, backlog) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int connect(MemorySegment state, int fd, MemorySegment address) {
		try {
			int size = (int) address.byteSize();
			return ((int) Functions.CONNECT.invokeExact(state, fd, address, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int setsockopt(MemorySegment state, int fd, int level, int name, MemorySegment value) {
		try {
			int size = (int) value.byteSize();
			return ((int) Functions.SETSOCKOPT.invokeExact(state, fd, level, name, value, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int getsockname(MemorySegment state, int fd, MemorySegment address, MemorySegment size) {
		try {
			return ((int) Functions.GETSOCKNAME.invokeExact(state, fd, address, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int getsockopt(MemorySegment state, int fd, int level, int name, MemorySegment value, MemorySegment size) {
		try {
			return ((int) Functions.GETSOCKOPT.invokeExact(state, fd, level, name, value, size) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	long recvmsg(MemorySegment state, int fd, MemorySegment message, int flags) {
		try {
			long result = (long) Functions.RECVMSG.invokeExact(state, fd, message, flags);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	long sendmsg(MemorySegment state, int fd, MemorySegment message, int flags) {
		try {
			long result = (long) Functions.SENDMSG.invokeExact(state, fd, message, flags);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int poll(MemorySegment state, MemorySegment fds, int timeoutMillis) {
		try {
			int result = (int) Functions.POLL.invokeExact(state, fds, 1L, timeoutMillis);
			return (result < 0) ? errno(state) : result;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int shutdown(MemorySegment state, int fd, int how) {
		try {
			return ((int) Functions.SHUTDOWN.invokeExact(state, fd, how) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	int close(MemorySegment state, int fd) {
		try {
			return ((int) Functions.CLOSE.invokeExact(state, fd) < 0) ? errno(state) : 0;
		}
		catch (Throwable ex) {
			throw unexpected(ex);
		}
	}

	static IllegalStateException unexpected(Throwable ex) {
		if (ex instanceof Error error) {
			throw error;
		}
		return new IllegalStateException("A native call failed in Java", ex);
	}

	/**
	 * The functions, as constants: the compiler inlines calls of those only.
	 */
	private static final class Functions {

		private static final MethodHandle SOCKET = find("socket", INT, INT, INT, INT);

		private static final MethodHandle FCHMOD = find("fchmod", INT, INT, INT);

		private static final MethodHandle BIND = find("bind", INT, INT, POINTER, INT);

		private static final MethodHandle LISTEN = find("listen", INT, INT, INT);

		private static final MethodHandle CONNECT = find("connect", INT, INT, POINTER, INT);

		private static final MethodHandle GETSOCKNAME = find("getsockname", INT, INT, POINTER, POINTER);

		private static final MethodHandle SETSOCKOPT = find("setsockopt", INT, INT, INT, INT, POINTER, INT);

		private static final MethodHandle GETSOCKOPT = find("getsockopt", INT, INT, INT, INT, POINTER, POINTER);

		private static final MethodHandle RECVMSG = find("recvmsg", LONG, INT, POINTER, INT);

		private static final MethodHandle SENDMSG = find("sendmsg", LONG, INT, POINTER, INT);

		private static final MethodHandle POLL = find("poll", INT, POINTER, LONG, INT);

		private static final MethodHandle SHUTDOWN = find("shutdown", INT, INT, INT);

		private static final MethodHandle CLOSE = find("close", INT, INT);

		private Functions() {
		}

	}

}
