package org.socketservice.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A socket descriptor of a family or type that neither Java nor Netty opens, made by
 * socket(2) and bound natively; a Netty channel then takes the descriptor over. It does
 * not block and is not inherited by child processes.
 */
public final class NativeSocket implements AutoCloseable {

	/** SOL_SOCKET, the same on x86-64 and arm64. */
	public static final int SOL_SOCKET = 1;

	/** SO_PASSCRED, see unix(7). */
	static final int SO_PASSCRED = 16;

	private static final int SOCK_NONBLOCK = 0x800;

	private static final int SOCK_CLOEXEC = 0x80000;

	private final NativeCalls calls;

	private final Kind kind;

	private final int fd;

	private boolean owned = true;

	private NativeSocket(NativeCalls calls, Kind kind, int fd) {
		this.calls = calls;
		this.kind = kind;
		this.fd = fd;
	}

	/**
	 * Open a socket.
	 * @param kind family and type
	 * @param protocol the family's number of the protocol, 0 for the only one
	 * @return an open socket; its descriptor is closed with it unless handed over
	 * @throws NativeSocketException if the kernel refuses, or native calls are denied
	 */
	public static NativeSocket open(Kind kind, int protocol) throws NativeSocketException {
		NativeCalls calls = NativeCalls.of(kind.call);
		try (Arena arena = Arena.ofConfined()) {
			int type = kind.type | SOCK_NONBLOCK | SOCK_CLOEXEC;
			int fd = calls.socket(NativeCalls.newState(arena), kind.domain, type, protocol);
			return new NativeSocket(calls, kind, check(kind.call, fd));
		}
	}

	/**
	 * The descriptor.
	 * @return a small number
	 */
	public int fd() {
		return this.fd;
	}

	/**
	 * Hand the descriptor over: whoever gets it closes it.
	 * @return the descriptor
	 */
	public int handOver() {
		this.owned = false;
		return this.fd;
	}

	/**
	 * Set the permissions the socket file gets when it is bound, less the umask, as Linux
	 * takes them from the socket: at no time is the file more open.
	 * @param mode such as 0660
	 * @throws NativeSocketException if the kernel refuses
	 */
	public void chmod(int mode) throws NativeSocketException {
		try (Arena arena = Arena.ofConfined()) {
			check("fchmod(socket, 0" + Integer.toOctalString(mode) + ")",
					this.calls.fchmod(NativeCalls.newState(arena), this.fd, mode));
		}
	}

	/**
	 * Bind to an address. Other than Netty this removes no file that is in the way.
	 * @param address the structure of the family, such as {@code sockaddr_un}, in native
	 * byte order
	 * @throws NativeSocketException if the kernel refuses
	 */
	public void bind(byte[] address) throws NativeSocketException {
		try (Arena arena = Arena.ofConfined()) {
			check("bind", this.calls.bind(NativeCalls.newState(arena), this.fd, copy(arena, address)));
		}
	}

	/**
	 * Accept connections from now on.
	 * @param backlog see listen(2)
	 * @throws NativeSocketException if the kernel refuses
	 */
	public void listen(int backlog) throws NativeSocketException {
		try (Arena arena = Arena.ofConfined()) {
			check("listen", this.calls.listen(NativeCalls.newState(arena), this.fd, backlog));
		}
	}

	/**
	 * Connect to an address; on a Unix socket that is done at once or refused.
	 * @param address the structure of the family, in native byte order
	 * @throws NativeSocketException if the kernel refuses; {@link Errno#EAGAIN} when the
	 * server's backlog is full
	 */
	public void connect(byte[] address) throws NativeSocketException {
		try (Arena arena = Arena.ofConfined()) {
			check("connect", this.calls.connect(NativeCalls.newState(arena), this.fd, copy(arena, address)));
		}
	}

	/**
	 * Set an option with an {@code int} for its value.
	 * @param level such as {@link #SOL_SOCKET}
	 * @param name the number of the option
	 * @param value the value
	 * @throws NativeSocketException if the kernel refuses
	 */
	public void setOption(int level, int name, int value) throws NativeSocketException {
		setOption(this.fd, level, name, value);
	}

	static void setOption(int fd, int level, int name, int value) throws NativeSocketException {
		String call = "setsockopt(" + level + ", " + name + ")";
		try (Arena arena = Arena.ofConfined()) {
			check(call,
					NativeCalls.of(call)
						.setsockopt(NativeCalls.newState(arena), fd, level, name,
								arena.allocateFrom(ValueLayout.JAVA_INT, value)));
		}
	}

	private static MemorySegment copy(Arena arena, byte[] address) {
		return arena.allocateFrom(ValueLayout.JAVA_BYTE, address);
	}

	private static int check(String call, int result) throws NativeSocketException {
		if (result < 0) {
			throw new NativeSocketException(call, -result);
		}
		return result;
	}

	/**
	 * Close the descriptor, unless handed over.
	 */
	@Override
	public void close() {
		if (this.owned) {
			this.owned = false;
			try (Arena arena = Arena.ofConfined()) {
				this.calls.close(NativeCalls.newState(arena), this.fd);
			}
		}
	}

	@Override
	public String toString() {
		return this.kind.call + " = " + this.fd;
	}

	/**
	 * Families and types, see socket(2); the numbers are those of Linux on x86-64 and
	 * arm64.
	 */
	public enum Kind {

		/** Unix stream, see unix(7). */
		UNIX_STREAM("AF_UNIX, SOCK_STREAM", 1, 1),

		/** Unix datagrams, see unix(7). */
		UNIX_DATAGRAM("AF_UNIX, SOCK_DGRAM", 1, 2),

		/** Unix records over a connection, see unix(7). */
		UNIX_SEQPACKET("AF_UNIX, SOCK_SEQPACKET", 1, 5),

		/** IPv4 packets, see raw(7). */
		RAW_IPV4("AF_INET, SOCK_RAW", 2, 3),

		/** IPv6 packets, see raw(7) and ipv6(7). */
		RAW_IPV6("AF_INET6, SOCK_RAW", 10, 3),

		/** Reliable datagrams of TIPC. */
		TIPC_RDM("AF_TIPC, SOCK_RDM", 30, 4);

		private final String call;

		private final int domain;

		private final int type;

		Kind(String arguments, int domain, int type) {
			this.call = "socket(" + arguments + ")";
			this.domain = domain;
			this.type = type;
		}

	}

}
