package org.socketservice.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The socket calls of the C library that neither Java nor Netty offers, for Linux on
 * 64-bit machines: numbers and layouts are the same on x86-64 and arm64. Every call fails
 * with an {@link IOException} that {@link Errno#of(Throwable)} reads.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
@SuppressWarnings("restricted") // the manifest enables native access
final class LinuxSockets {

	static final int AF_UNIX = 1;

	static final int AF_INET = 2;

	static final int AF_INET6 = 10;

	static final int AF_TIPC = 30;

	static final int SOCK_DGRAM = 2;

	static final int SOCK_RAW = 3;

	static final int SOCK_RDM = 4;

	static final int SOL_SOCKET = 1;

	private static final int SOCK_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

	static final Linker LINKER = Linker.nativeLinker();

	private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

	private static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

	private static final ValueLayout INT = ValueLayout.JAVA_INT;

	private static final ValueLayout POINTER = ValueLayout.ADDRESS;

	private static final MethodHandle SOCKET = call("socket", FunctionDescriptor.of(INT, INT, INT, INT));

	private static final MethodHandle BIND = call("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));

	private static final MethodHandle CONNECT = call("connect", FunctionDescriptor.of(INT, INT, POINTER, INT));

	private static final MethodHandle GETSOCKNAME = call("getsockname",
			FunctionDescriptor.of(INT, INT, POINTER, POINTER));

	private static final MethodHandle SETSOCKOPT = call("setsockopt",
			FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));

	private static final MethodHandle GETSOCKOPT = call("getsockopt",
			FunctionDescriptor.of(INT, INT, INT, INT, POINTER, POINTER));

	private static final MethodHandle POLL = call("poll",
			FunctionDescriptor.of(INT, POINTER, ValueLayout.JAVA_LONG, INT));

	private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(INT, INT));

	private LinuxSockets() {
	}

	static MethodHandle call(String name, FunctionDescriptor descriptor) {
		MemorySegment address = LINKER.defaultLookup()
			.find(name)
			.orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
		return LINKER.downcallHandle(address, descriptor, Linker.Option.captureCallState("errno"));
	}

	/**
	 * Room for errno, to be used by one thread at a time.
	 * @param arena where to allocate it
	 * @return to be passed to the calls
	 */
	static MemorySegment newErrno(Arena arena) {
		return arena.allocate(ERRNO_LAYOUT);
	}

	/**
	 * What the last call with this room failed with.
	 * @param errno room for errno
	 * @return a positive number
	 */
	static int errno(MemorySegment errno) {
		return (int) ERRNO.get(errno, 0L);
	}

	static IOException failure(String call, int errno) {
		Errno known = Errno.of(errno);
		return new IOException(
				call + "(2) failed with error(-" + errno + ")" + ((known != null) ? ": " + known.text() : ""));
	}

	private static int checked(String call, int result, MemorySegment errno) throws IOException {
		if (result < 0) {
			throw failure(call, errno(errno));
		}
		return result;
	}

	/**
	 * A new socket that does not block and is not inherited: socket(2).
	 * @param family such as {@link #AF_INET}
	 * @param type such as {@link #SOCK_DGRAM}
	 * @param protocol 0 for the only one
	 * @return its descriptor
	 * @throws IOException if the kernel has no such socket or denies it
	 */
	static int socket(int family, int type, int protocol) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			return checked("socket", (int) SOCKET.invokeExact(errno, family, type | SOCK_NONBLOCK_CLOEXEC, protocol),
					errno);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	static void bind(int descriptor, byte[] name) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
			checked("bind", (int) BIND.invokeExact(errno, descriptor, address, name.length), errno);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	static void connect(int descriptor, byte[] name) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
			checked("connect", (int) CONNECT.invokeExact(errno, descriptor, address, name.length), errno);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	static byte[] getsockname(int descriptor) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			MemorySegment address = arena.allocate(SocketNames.MAX_SIZE);
			MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SocketNames.MAX_SIZE);
			checked("getsockname", (int) GETSOCKNAME.invokeExact(errno, descriptor, address, size), errno);
			return address.asSlice(0, size.get(ValueLayout.JAVA_INT, 0)).toArray(ValueLayout.JAVA_BYTE);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	static void setOption(int descriptor, int level, int option, byte[] value) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
			checked("setsockopt", (int) SETSOCKOPT.invokeExact(errno, descriptor, level, option, buffer, value.length),
					errno);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	static void setOption(int descriptor, int level, int option, int value) throws IOException {
		setOption(descriptor, level, option, SocketNames.nativeInt(value));
	}

	static int intOption(int descriptor, int level, int option) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
			MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
			checked("getsockopt", (int) GETSOCKOPT.invokeExact(errno, descriptor, level, option, value, size), errno);
			return value.get(ValueLayout.JAVA_INT, 0);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	/**
	 * Wait for one socket: poll(2). The waiting thread pins its carrier.
	 * @param descriptor the socket
	 * @param events such as POLLIN
	 * @param millis how long, less than 0 for ever
	 * @return whether something happened
	 * @throws IOException if that failed
	 */
	static boolean poll(int descriptor, int events, int millis) throws IOException {
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment errno = newErrno(arena);
			MemorySegment wanted = arena.allocate(8, 4);
			wanted.set(ValueLayout.JAVA_INT, 0, descriptor);
			wanted.set(ValueLayout.JAVA_SHORT, 4, (short) events);
			int ready = (int) POLL.invokeExact(errno, wanted, 1L, millis);
			return (ready < 0 && errno(errno) == Errno.EINTR.number()) || checked("poll", ready, errno) > 0;
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	static void close(int descriptor) {
		try (Arena arena = Arena.ofConfined()) {
			int ignored = (int) CLOSE.invokeExact(newErrno(arena), descriptor);
			assert ignored <= 0;
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	private static IOException rethrow(Throwable failure) {
		if (failure instanceof IOException ex) {
			return ex;
		}
		throw unchecked(failure);
	}

	static RuntimeException unchecked(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof RuntimeException ex) ? ex : new IllegalStateException(failure);
	}

}
