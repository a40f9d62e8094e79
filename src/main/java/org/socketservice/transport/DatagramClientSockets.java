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
		return taken(openUnix(server), DatagramFormat.PLAIN, maxSize, server);
	}

	static int openUnix(byte @Nullable [] server) throws IOException {
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_UNIX, LinuxSockets.SOCK_DGRAM, 0);
		try {
			LinuxSockets.bind(descriptor, SocketNames.unixAutobind());
			if (server != null) {
				LinuxSockets.connect(descriptor, server);
			}
			return descriptor;
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	private static DatagramClientSocket taken(int descriptor, DatagramFormat format, int maxSize,
			byte @Nullable [] server) throws IOException {
		try {
			return new DatagramClientSocket(descriptor, format, maxSize, server);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	private static int openInet(InetAddress address, int type, int number, int port) throws IOException {
		int descriptor = LinuxSockets.socket(family(address), type, number);
		try {
			LinuxSockets.connect(descriptor, SocketNames.of(family(address), address, port));
			return descriptor;
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	private static int family(InetAddress address) {
		return (address instanceof Inet4Address) ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6;
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
		return taken(openInet(address, LinuxSockets.SOCK_DGRAM, 0, port), DatagramFormat.PLAIN, maxSize,
				SocketNames.of(family(address), address, port));
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
		return taken(openRaw(address, protocol), DatagramFormat.ofRaw(address), maxSize,
				SocketNames.of(family(address), address, 0));
	}

	static int openRaw(InetAddress address, int protocol) throws IOException {
		return openInet(address, LinuxSockets.SOCK_RAW, protocol, 0);
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
		return taken(LinuxSockets.socket(LinuxSockets.AF_TIPC, LinuxSockets.SOCK_RDM, 0), DatagramFormat.PLAIN, maxSize,
				SocketNames.tipc(type, instance));
	}

}
