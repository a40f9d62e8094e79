package org.socketservice.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Makes UDP sockets of the Java platform and binds them. A socket for all interfaces
 * answers from whatever address the kernel chooses, so there is one for each address of
 * this machine beside it, which the kernel prefers; addresses that come later wait for
 * the next bind.
 */
final class NioDatagramSockets {

	private NioDatagramSockets() {
	}

	/**
	 * Sockets that receive what is sent to a UDP port.
	 * @param address the address, {@code null} for all interfaces, IPv4 and IPv6
	 * @param port the port, 0 for any that is free
	 * @param options of the sockets
	 * @return bound sockets, that of the address first
	 * @throws IOException if that failed
	 */
	static List<DatagramChannel> udp(@Nullable InetAddress address, int port, DatagramOptions options)
			throws IOException {
		List<DatagramChannel> sockets = new ArrayList<>();
		try {
			// Without SO_REUSEADDR: a program that has the port must be noticed.
			DatagramChannel main = bound(address, port, false, options);
			sockets.add(main);
			boolean any = address == null || address.isAnyLocalAddress();
			if (!options.groups().isEmpty() && !any) {
				throw new IOException("multicast groups on one address need epoll, which is not available");
			}
			if (any) {
				join(main, options.groups());
				addAddresses(sockets, address instanceof Inet4Address, options);
			}
			return sockets;
		}
		catch (IOException | RuntimeException ex) {
			for (DatagramChannel socket : sockets) {
				socket.close();
			}
			throw ex;
		}
	}

	private static void addAddresses(List<DatagramChannel> sockets, boolean ipv4Only, DatagramOptions options)
			throws IOException {
		DatagramChannel main = sockets.getFirst();
		int port = ((InetSocketAddress) main.getLocalAddress()).getPort();
		main.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		for (InetAddress address : NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !ipv4Only || address instanceof Inet4Address)
			.toList()) {
			try {
				sockets.add(bound(address, port, true, options));
			}
			catch (IOException ex) {
				// an interface that is down, or an address in doubt: the first one serves
				// it
			}
		}
		for (DatagramChannel socket : sockets) {
			socket.setOption(StandardSocketOptions.SO_REUSEADDR, false); // or others
																			// could take
																			// the port
		}
	}

	private static DatagramChannel bound(@Nullable InetAddress address, int port, boolean shared,
			DatagramOptions options) throws IOException {
		DatagramChannel socket = (address instanceof Inet4Address) ? DatagramChannel.open(StandardProtocolFamily.INET)
				: DatagramChannel.open();
		try {
			socket.configureBlocking(false);
			socket.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
			if (options.receiveBuffer() > 0) {
				socket.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
			}
			if (options.sendBuffer() > 0) {
				socket.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBuffer());
			}
			return socket.bind(new InetSocketAddress(address, port));
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static void join(DatagramChannel socket, List<InetAddress> groups) throws IOException {
		for (InetAddress group : groups) {
			for (NetworkInterface networkInterface : NetworkInterface.networkInterfaces().toList()) {
				if (networkInterface.isUp() && networkInterface.supportsMulticast()) {
					socket.join(group, networkInterface);
				}
			}
		}
	}

}
