package org.socketservice.transport;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Socket names as the kernel has them ({@code struct sockaddr} of ip(7), ipv6(7), unix(7)
 * and linux/tipc.h), and the addresses they stand for.
 */
final class SocketNames {

	/** {@code sizeof(struct sockaddr_storage)}. */
	static final int MAX_SIZE = 128;

	private static final int INET_SIZE = 16;

	private static final int INET6_SIZE = 28;

	private static final int MAPPED_PREFIX = 12;

	private static final int UNIX_PATH = 2;

	/** {@code sizeof(struct sockaddr_un)}. */
	private static final int UNIX_SIZE = 110;

	private static final int TIPC_SIZE = 16;

	/** TIPC_SERVICE_ADDR and TIPC_CLUSTER_SCOPE in linux/tipc.h. */
	private static final byte TIPC_SERVICE = 2;

	private static final byte TIPC_CLUSTER = 2;

	private SocketNames() {
	}

	private static byte[] make(int size, int family, Consumer<ByteBuffer> members) {
		byte[] name = new byte[size];
		ByteBuffer buffer = ByteBuffer.wrap(name).order(ByteOrder.nativeOrder());
		members.accept(buffer.putShort(0, (short) family));
		return name;
	}

	static byte[] nativeInt(int value) {
		byte[] bytes = new byte[Integer.BYTES];
		ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(value);
		return bytes;
	}

	/**
	 * The name of an IP address and port.
	 * @param family {@link LinuxSockets#AF_INET} or {@link LinuxSockets#AF_INET6}, on
	 * which IPv4 addresses are mapped
	 * @param address the address
	 * @param port the port, 0 for raw sockets
	 * @return the name
	 */
	static byte[] of(int family, InetAddress address, int port) {
		byte[] bytes = address.getAddress();
		if (family == LinuxSockets.AF_INET) {
			return make(INET_SIZE, family,
					(name) -> name.put(4, bytes).order(ByteOrder.BIG_ENDIAN).putShort(2, (short) port));
		}
		int scope = (address instanceof Inet6Address inet6) ? inet6.getScopeId() : 0;
		return make(INET6_SIZE, family,
				(name) -> name.put(8, (bytes.length == 4) ? mapped(bytes) : bytes)
					.putInt(24, scope)
					.order(ByteOrder.BIG_ENDIAN)
					.putShort(2, (short) port));
	}

	private static byte[] mapped(byte[] ipv4) {
		byte[] mapped = new byte[16];
		mapped[10] = (byte) 0xFF;
		mapped[11] = (byte) 0xFF;
		System.arraycopy(ipv4, 0, mapped, MAPPED_PREFIX, ipv4.length);
		return mapped;
	}

	/**
	 * The name of a Unix socket.
	 * @param path a file, or {@code @name} in the abstract namespace
	 * @return the name
	 */
	static byte[] unix(String path) {
		byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
		boolean file = !path.startsWith("@");
		if (UNIX_PATH + bytes.length + (file ? 1 : 0) > UNIX_SIZE) {
			throw new IllegalArgumentException(path + ": longer than unix(7) allows");
		}
		return make(UNIX_PATH + bytes.length + (file ? 1 : 0), LinuxSockets.AF_UNIX, (name) -> {
			name.put(UNIX_PATH, bytes);
			if (!file) {
				name.put(UNIX_PATH, (byte) 0);
			}
		});
	}

	/**
	 * In place of a name, to be given one in the abstract namespace: see "autobind" in
	 * unix(7).
	 * @return a family
	 */
	static byte[] unixAutobind() {
		return make(UNIX_PATH, LinuxSockets.AF_UNIX, (name) -> {
		});
	}

	/**
	 * The name of a TIPC service.
	 * @param type service type
	 * @param instance service instance
	 * @return the name
	 */
	static byte[] tipc(long type, long instance) {
		return make(TIPC_SIZE, LinuxSockets.AF_TIPC,
				(name) -> name.put(2, TIPC_SERVICE)
					.put(3, TIPC_CLUSTER)
					.putInt(4, (int) type)
					.putInt(8, (int) instance));
	}

	static int family(byte[] name) {
		return (name.length < UNIX_PATH) ? 0 : ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort(0);
	}

	/**
	 * Whether a socket of that name can be answered.
	 * @param name the name
	 * @return {@code false} for an unbound Unix socket
	 */
	static boolean isBound(byte[] name) {
		return name.length > UNIX_PATH;
	}

	static int port(byte[] name) {
		return ByteBuffer.wrap(name).getShort(2) & 0xFFFF;
	}

	static boolean hasPort(byte[] name) {
		int family = family(name);
		return family == LinuxSockets.AF_INET || family == LinuxSockets.AF_INET6;
	}

	/**
	 * The address a name stands for.
	 * @param name the name
	 * @return of the type its family has
	 */
	static SocketAddress address(byte[] name) {
		return switch (family(name)) {
			case LinuxSockets.AF_INET -> new InetSocketAddress(inet(Arrays.copyOfRange(name, 4, 8), 0), port(name));
			case LinuxSockets.AF_INET6 -> new InetSocketAddress(inet(Arrays.copyOfRange(name, 8, 24),
					ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getInt(24)), port(name));
			case LinuxSockets.AF_TIPC -> new TipcAddress(name.clone());
			default -> new UnixSocketAddress(unixPath(name));
		};
	}

	/**
	 * The path of a Unix socket.
	 * @param name the name
	 * @return a file, {@code @name} for the abstract namespace, empty without a name
	 */
	static String unixPath(byte[] name) {
		if (!isBound(name)) {
			return "";
		}
		if (name[UNIX_PATH] == 0) {
			return "@" + new String(name, UNIX_PATH + 1, name.length - UNIX_PATH - 1, StandardCharsets.UTF_8);
		}
		int end = UNIX_PATH;
		while (end < name.length && name[end] != 0) {
			end++;
		}
		return new String(name, UNIX_PATH, end - UNIX_PATH, StandardCharsets.UTF_8);
	}

	/**
	 * An IP address.
	 * @param bytes 4 or 16 of them; mapped ones are taken for what they are
	 * @param scope the interface of a link-local address, else 0
	 * @return the address
	 */
	static InetAddress inet(byte[] bytes, int scope) {
		try {
			InetAddress address = InetAddress.getByAddress(bytes);
			boolean scoped = scope != 0 && !(address instanceof Inet4Address);
			return scoped ? Inet6Address.getByAddress(null, bytes, scope) : address;
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * A TIPC socket or service.
	 */
	private static final class TipcAddress extends SocketAddress {

		private static final long serialVersionUID = 1L;

		private final byte[] name;

		TipcAddress(byte[] name) {
			this.name = name;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof TipcAddress address && Arrays.equals(address.name, this.name);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.name);
		}

		@Override
		public String toString() {
			ByteBuffer fields = ByteBuffer.wrap(this.name).order(ByteOrder.nativeOrder());
			return "tipc:" + Integer.toUnsignedString(fields.getInt(4)) + ":"
					+ Integer.toUnsignedString(fields.getInt(8));
		}

	}

}
