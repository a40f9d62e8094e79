package org.socketservice.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * Opens datagram sockets of clients.
 */
public final class DatagramClientSockets {

	private DatagramClientSockets() {
	}

	/**
	 * A Unix datagram socket with a name of the kernel's choice in the abstract
	 * namespace, so that it can be answered: "autobind" in unix(7).
	 * @param path the server's socket file, or {@code @name}; {@code null} to send to
	 * addresses
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	public static DatagramClientSocket unix(@Nullable String path, int maxSize) throws IOException {
		byte[] server = (path != null) ? unixName(path) : null;
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_UNIX, LinuxSockets.SOCK_DGRAM, 0);
		try {
			LinuxSockets.bind(descriptor, SocketNames.unixAutobind());
			if (server != null) {
				LinuxSockets.connect(descriptor, server);
			}
			return new DatagramClientSocket(descriptor, DatagramFormat.PLAIN, maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	/**
	 * A UDP socket connected to a server. Unlike Java's it sends empty datagrams.
	 * @param address the server's
	 * @param port the server's
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	public static DatagramClientSocket udp(InetAddress address, int port, int maxSize) throws IOException {
		int family = (address instanceof Inet4Address) ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6;
		int descriptor = LinuxSockets.socket(family, LinuxSockets.SOCK_DGRAM, 0);
		try {
			byte[] server = SocketNames.of(family, address, port);
			LinuxSockets.connect(descriptor, server);
			return new DatagramClientSocket(descriptor, DatagramFormat.PLAIN, maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	static byte[] unixName(String path) throws IOException {
		try {
			return SocketNames.unix(path);
		}
		catch (IllegalArgumentException ex) {
			throw new NativeSocketException("connect", Errno.ENAMETOOLONG.number());
		}
	}

	/**
	 * A raw IP socket.
	 * @param address the server's
	 * @param protocol IP protocol number
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed, EPERM without CAP_NET_RAW
	 */
	public static DatagramClientSocket raw(InetAddress address, int protocol, int maxSize) throws IOException {
		boolean ipv4 = address instanceof Inet4Address;
		int family = ipv4 ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6;
		int descriptor = LinuxSockets.socket(family, LinuxSockets.SOCK_RAW, protocol);
		try {
			byte[] server = SocketNames.of(family, address, 0);
			LinuxSockets.connect(descriptor, server);
			return new DatagramClientSocket(descriptor, ipv4 ? DatagramFormat.RAW_IPV4 : DatagramFormat.RAW_IPV6,
					maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	/**
	 * A TIPC socket for reliable datagrams.
	 * @param type service type
	 * @param instance service instance
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed, EAFNOSUPPORT where the kernel has no TIPC
	 */
	public static DatagramClientSocket rdm(long type, long instance, int maxSize) throws IOException {
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_TIPC, LinuxSockets.SOCK_RDM, 0);
		try {
			return new DatagramClientSocket(descriptor, DatagramFormat.PLAIN, maxSize,
					SocketNames.tipc(type, instance));
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

}
