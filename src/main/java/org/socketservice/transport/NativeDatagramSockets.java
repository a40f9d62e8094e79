package org.socketservice.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes datagram sockets and binds them. What fails to bind is closed.
 */
final class NativeDatagramSockets {

	private static final Log logger = LogFactory.getLog(NativeDatagramSockets.class);

	private static final int SO_SNDBUF = 7;

	private static final int SO_RCVBUF = 8;

	private static final int SO_SNDBUFFORCE = 32;

	private static final int SO_RCVBUFFORCE = 33;

	/**
	 * Replies that a Unix socket has not read yet fill our send buffer, and that of all
	 * others would be full as well: as much as the kernel allows.
	 */
	private static final int UNIX_SEND_BUFFER = 4 * 1024 * 1024;

	private static final int IPPROTO_IP = 0;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_V6ONLY = 26;

	private NativeDatagramSockets() {
	}

	/**
	 * Sockets that receive what is sent to a UDP port: one, and one for each multicast
	 * group where the address is not that of all interfaces.
	 * @param address the address, {@code null} for all interfaces, IPv4 and IPv6
	 * @param port the port, 0 for any that is free
	 * @param options of the sockets
	 * @return descriptors, that of the address first
	 * @throws IOException if that failed
	 */
	static List<Integer> udp(@Nullable InetAddress address, int port, DatagramOptions options) throws IOException {
		List<Integer> descriptors = new ArrayList<>();
		try {
			int main = inet(address, LinuxSockets.SOCK_DGRAM, 0, port, options);
			descriptors.add(main);
			int bound = SocketNames.port(LinuxSockets.getsockname(main));
			if (address == null || address.isAnyLocalAddress()) {
				MulticastGroups.join(main, options.groups(), null);
			}
			else {
				for (InetAddress group : options.groups()) {
					InetAddress scoped = MulticastGroups.scoped(group, address);
					int descriptor = inet(scoped, LinuxSockets.SOCK_DGRAM, 0, bound, options);
					descriptors.add(descriptor);
					MulticastGroups.join(descriptor, List.of(group), address);
				}
			}
			return descriptors;
		}
		catch (IOException | RuntimeException ex) {
			descriptors.forEach(LinuxSockets::close);
			throw ex;
		}
	}

	/**
	 * Raw sockets of an IP protocol, one for each family.
	 * @param address the address, {@code null} for all interfaces, IPv4 and IPv6
	 * @param protocol IP protocol number
	 * @param options of the sockets
	 * @return descriptors
	 * @throws IOException if that failed, EPERM without CAP_NET_RAW
	 */
	static List<Integer> raw(@Nullable InetAddress address, int protocol, DatagramOptions options) throws IOException {
		List<Integer> descriptors = new ArrayList<>();
		try {
			if (address != null && !isAnyIpv6(address)) {
				descriptors.add(inet(address, LinuxSockets.SOCK_RAW, protocol, 0, options));
				return descriptors;
			}
			InetAddress ipv4 = InetAddress.ofLiteral("0.0.0.0");
			descriptors.add(inet(ipv4, LinuxSockets.SOCK_RAW, protocol, 0, options));
			descriptors.add(inet(InetAddress.ofLiteral("::"), LinuxSockets.SOCK_RAW, protocol, 0, options));
			return descriptors;
		}
		catch (IOException | RuntimeException ex) {
			if (descriptors.size() == 1 && Errno.of(ex) == Errno.EAFNOSUPPORT) {
				return descriptors; // this kernel has no IPv6
			}
			descriptors.forEach(LinuxSockets::close);
			throw ex;
		}
	}

	private static boolean isAnyIpv6(InetAddress address) {
		return address.isAnyLocalAddress() && address instanceof Inet6Address;
	}

	private static int inet(@Nullable InetAddress address, int type, int protocol, int port, DatagramOptions options)
			throws IOException {
		InetAddress host = (address != null) ? address : InetAddress.ofLiteral("::");
		boolean ipv4 = host instanceof Inet4Address;
		try {
			return bound(ipv4 ? LinuxSockets.AF_INET : LinuxSockets.AF_INET6, host, type, protocol, port, options);
		}
		catch (IOException ex) {
			if (address == null && Errno.of(ex) == Errno.EAFNOSUPPORT) {
				// this kernel has no IPv6
				return bound(LinuxSockets.AF_INET, InetAddress.ofLiteral("0.0.0.0"), type, protocol, port, options);
			}
			throw ex;
		}
	}

	private static int bound(int family, InetAddress host, int type, int protocol, int port, DatagramOptions options)
			throws IOException {
		int descriptor = LinuxSockets.socket(family, type, protocol);
		return configured(descriptor, options, () -> {
			if (family == LinuxSockets.AF_INET6) {
				if (type == LinuxSockets.SOCK_DGRAM) {
					LinuxSockets.setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, host.isAnyLocalAddress() ? 0 : 1);
				}
				LinuxSockets.setOption(descriptor, IPPROTO_IPV6, PacketInfo.IPV6_RECVPKTINFO, 1);
			}
			else {
				LinuxSockets.setOption(descriptor, IPPROTO_IP, PacketInfo.IP_PKTINFO, 1);
			}
			LinuxSockets.bind(descriptor, SocketNames.of(family, host, port));
		});
	}

	/**
	 * A Unix datagram socket.
	 * @param path a file, or {@code @name} in the abstract namespace
	 * @param file the file, claimed; {@code null} for the abstract namespace
	 * @param permissions of the file
	 * @param options of the socket
	 * @return its descriptor
	 * @throws IOException if that failed
	 */
	static int unix(String path, @Nullable UnixSocketFile file, Set<PosixFilePermission> permissions,
			DatagramOptions options) throws IOException {
		try (NativeSocket socket = NativeSocket.open(NativeSocket.Kind.UNIX_DATAGRAM, 0)) {
			socket.setOption(LinuxSockets.SOL_SOCKET, SO_SNDBUF, UNIX_SEND_BUFFER);
			configure(socket.fd(), options);
			if (file != null) {
				file.bind(socket, permissions);
			}
			else {
				socket.bind(SocketNames.unix(path));
			}
			return socket.handOver();
		}
	}

	/**
	 * A TIPC socket for reliable datagrams.
	 * @param type service type
	 * @param instance service instance
	 * @param options of the socket
	 * @return its descriptor
	 * @throws IOException if that failed, EAFNOSUPPORT where the kernel has no TIPC
	 */
	static int rdm(long type, long instance, DatagramOptions options) throws IOException {
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_TIPC, LinuxSockets.SOCK_RDM, 0);
		return configured(descriptor, options, () -> LinuxSockets.bind(descriptor, SocketNames.tipc(type, instance)));
	}

	private static int configured(int descriptor, DatagramOptions options, Step bind) throws IOException {
		try {
			configure(descriptor, options);
			bind.run();
			return descriptor;
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
	}

	private static void configure(int descriptor, DatagramOptions options) throws IOException {
		LinuxSockets.setOption(descriptor, LinuxSockets.SOL_SOCKET, PacketInfo.SO_RXQ_OVFL, 1);
		buffer(descriptor, "receive-buffer", "net.core.rmem_max", options.receiveBuffer(), SO_RCVBUF, SO_RCVBUFFORCE);
		buffer(descriptor, "send-buffer", "net.core.wmem_max", options.sendBuffer(), SO_SNDBUF, SO_SNDBUFFORCE);
	}

	/** The kernel takes less without a word; those with CAP_NET_ADMIN may insist. */
	private static void buffer(int descriptor, String name, String limit, int bytes, int option, int force)
			throws IOException {
		if (bytes <= 0) {
			return;
		}
		LinuxSockets.setOption(descriptor, LinuxSockets.SOL_SOCKET, option, bytes);
		if (LinuxSockets.intOption(descriptor, LinuxSockets.SOL_SOCKET, option) / 2 < bytes) {
			try {
				LinuxSockets.setOption(descriptor, LinuxSockets.SOL_SOCKET, force, bytes);
			}
			catch (IOException ex) {
				int got = LinuxSockets.intOption(descriptor, LinuxSockets.SOL_SOCKET, option) / 2;
				logger.warn("The kernel caps " + name + " at " + got + " bytes instead of " + bytes
						+ ": raise it by sysctl " + limit);
			}
		}
	}

	/**
	 * A step that may fail.
	 */
	private interface Step {

		void run() throws IOException;

	}

}
