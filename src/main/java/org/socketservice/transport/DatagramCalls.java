package org.socketservice.transport;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls that move datagrams, many at a time, and the memory they move them through.
 * For those who have got a socket by {@link NativeCalls}.
 */
@SuppressWarnings("restricted") // the manifest enables native access
final class DatagramCalls {

	static final int MSG_TRUNC = 0x20;

	private static final int MSG_DONTWAIT = 0x40;

	private static final ValueLayout INT = ValueLayout.JAVA_INT;

	private static final ValueLayout POINTER = ValueLayout.ADDRESS;

	private static final MethodHandle RECVMMSG = NativeCalls.find("recvmmsg", INT, INT, POINTER, INT, INT, POINTER);

	private static final MethodHandle SENDMMSG = NativeCalls.find("sendmmsg", INT, INT, POINTER, INT, INT);

	private static final MethodHandle MALLOC = NativeCalls.find("malloc",
			FunctionDescriptor.of(POINTER, ValueLayout.JAVA_LONG));

	private static final MethodHandle FREE = NativeCalls.find("free", FunctionDescriptor.ofVoid(POINTER));

	private DatagramCalls() {
	}

	/**
	 * Receive what is there: recvmmsg(2).
	 * @param errno room for errno
	 * @param descriptor the socket
	 * @param messages an array of {@code struct mmsghdr}
	 * @param count how many
	 * @return how many were received, or less than 0, see
	 * {@link LinuxSockets#errno(MemorySegment)}
	 */
	static int recvmmsg(MemorySegment errno, int descriptor, MemorySegment messages, int count) {
		try {
			return (int) RECVMMSG.invokeExact(errno, descriptor, messages, count, MSG_DONTWAIT, MemorySegment.NULL);
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

	/**
	 * Send: sendmmsg(2).
	 * @param errno room for errno
	 * @param descriptor the socket
	 * @param messages an array of {@code struct mmsghdr}
	 * @param count how many
	 * @return how many were sent, or less than 0, see
	 * {@link LinuxSockets#errno(MemorySegment)}
	 */
	static int sendmmsg(MemorySegment errno, int descriptor, MemorySegment messages, int count) {
		try {
			return (int) SENDMMSG.invokeExact(errno, descriptor, messages, count, MSG_DONTWAIT);
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

	/**
	 * Memory that takes none of the machine's until it is written to, unlike Java's,
	 * which is filled with zeros.
	 * @param size bytes
	 * @return to be given back by {@link #free}
	 */
	static MemorySegment malloc(long size) {
		try {
			MemorySegment memory = (MemorySegment) MALLOC.invokeExact(size);
			if (memory.address() == 0) {
				throw new OutOfMemoryError("malloc(" + size + ")");
			}
			return memory.reinterpret(size);
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

	static void free(MemorySegment memory) {
		try {
			FREE.invokeExact(memory);
		}
		catch (Throwable ex) {
			throw NativeCalls.unexpected(ex);
		}
	}

}
