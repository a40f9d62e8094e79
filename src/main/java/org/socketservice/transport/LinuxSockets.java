package org.socketservice.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Calls on descriptors of datagram sockets, and the numbers they take: those of Linux on
 * x86-64 and arm64. Each fails with a {@link NativeSocketException} that tells errno, or
 * that native calls are not possible here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
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

	private LinuxSockets() {
	}

	/**
	 * What the last call with this room failed with.
	 * @param state room for errno, see {@link NativeCalls#newState}
	 * @return a positive number
	 */
	static int errno(MemorySegment state) {
		return -NativeCalls.errno(state);
	}

	private static int checked(String call, int result) throws NativeSocketException {
		if (result < 0) {
			throw new NativeSocketException(call, -result);
		}
		return result;
	}

	/**
	 * A new socket that does not block and is not inherited: socket(2).
	 * @param family such as {@link #AF_INET}
	 * @param type such as {@link #SOCK_DGRAM}
	 * @param protocol 0 for the only one
	 * @return its descriptor
	 * @throws NativeSocketException if the kernel has no such socket or denies it
	 */
	static int socket(int family, int type, int protocol) throws NativeSocketException {
		String call = "socket(" + family(family) + ", " + type(type) + ")";
		NativeCalls calls = NativeCalls.of(call);
		try (Arena arena = Arena.ofConfined()) {
			return checked(call,
					calls.socket(NativeCalls.newState(arena), family, type | SOCK_NONBLOCK_CLOEXEC, protocol));
		}
	}

	private static String family(int family) {
		return switch (family) {
			case AF_UNIX -> "AF_UNIX";
			case AF_INET -> "AF_INET";
			case AF_INET6 -> "AF_INET6";
			case AF_TIPC -> "AF_TIPC";
			default -> String.valueOf(family);
		};
	}

	private static String type(int type) {
		return switch (type) {
			case SOCK_DGRAM -> "SOCK_DGRAM";
			case SOCK_RAW -> "SOCK_RAW";
			case SOCK_RDM -> "SOCK_RDM";
			default -> String.valueOf(type);
		};
	}

	static void bind(int descriptor, byte[] name) throws NativeSocketException {
		NativeCalls calls = NativeCalls.of("bind");
		try (Arena arena = Arena.ofConfined()) {
			checked("bind", calls.bind(NativeCalls.newState(arena), descriptor, copy(arena, name)));
		}
	}

	static void connect(int descriptor, byte[] name) throws NativeSocketException {
		NativeCalls calls = NativeCalls.of("connect");
		try (Arena arena = Arena.ofConfined()) {
			checked("connect", calls.connect(NativeCalls.newState(arena), descriptor, copy(arena, name)));
		}
	}

	private static MemorySegment copy(Arena arena, byte[] bytes) {
		return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
	}

	static byte[] getsockname(int descriptor) throws NativeSocketException {
		NativeCalls calls = NativeCalls.of("getsockname");
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment name = arena.allocate(SocketNames.MAX_SIZE);
			MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SocketNames.MAX_SIZE);
			checked("getsockname", calls.getsockname(NativeCalls.newState(arena), descriptor, name, size));
			return name.asSlice(0, size.get(ValueLayout.JAVA_INT, 0)).toArray(ValueLayout.JAVA_BYTE);
		}
	}

	static void setOption(int descriptor, int level, int option, byte[] value) throws NativeSocketException {
		String call = "setsockopt(" + level + ", " + option + ")";
		NativeCalls calls = NativeCalls.of(call);
		try (Arena arena = Arena.ofConfined()) {
			checked(call, calls.setsockopt(NativeCalls.newState(arena), descriptor, level, option, copy(arena, value)));
		}
	}

	static void setOption(int descriptor, int level, int option, int value) throws NativeSocketException {
		setOption(descriptor, level, option, SocketNames.nativeInt(value));
	}

	static int intOption(int descriptor, int level, int option) throws NativeSocketException {
		String call = "getsockopt(" + level + ", " + option + ")";
		NativeCalls calls = NativeCalls.of(call);
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
			MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
			checked(call, calls.getsockopt(NativeCalls.newState(arena), descriptor, level, option, value, size));
			return value.get(ValueLayout.JAVA_INT, 0);
		}
	}

	/**
	 * Wait for one socket: poll(2). The waiting thread pins its carrier.
	 * @param descriptor the socket
	 * @param events such as POLLIN
	 * @param millis how long, less than 0 for ever
	 * @return whether something happened
	 * @throws NativeSocketException if that failed
	 */
	static boolean poll(int descriptor, int events, int millis) throws NativeSocketException {
		NativeCalls calls = NativeCalls.of("poll");
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment wanted = arena.allocate(8, 4);
			wanted.set(ValueLayout.JAVA_INT, 0, descriptor);
			wanted.set(ValueLayout.JAVA_SHORT, 4, (short) events);
			int ready = calls.poll(NativeCalls.newState(arena), wanted, millis);
			return ready == -Errno.EINTR.number() || checked("poll", ready) > 0;
		}
	}

	static void close(int descriptor) {
		try (Arena arena = Arena.ofConfined()) {
			NativeCalls.of("close").close(NativeCalls.newState(arena), descriptor);
		}
		catch (NativeSocketException ex) {
			throw new IllegalStateException(ex); // there was a call that opened it
		}
	}

}
