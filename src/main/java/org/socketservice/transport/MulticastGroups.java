package org.socketservice.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Joins multicast groups: on the interface that has the listener's address, or on every
 * interface that is up and can. The kernel's choice would be the one of the default
 * route.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">IP_ADD_MEMBERSHIP in
 * ip(7)</a>
 */
final class MulticastGroups {

	private static final int IPPROTO_IP = 0;

	private static final int IP_ADD_MEMBERSHIP = 35;

	private static final int IP_MULTICAST_ALL = 49;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_ADD_MEMBERSHIP = 20;

	private MulticastGroups() {
	}

	/**
	 * Join groups.
	 * @param descriptor the socket
	 * @param groups the groups
	 * @param address whose interface to join on, {@code null} for all
	 * @throws IOException if one can be joined on no interface
	 */
	static void join(int descriptor, List<InetAddress> groups, @Nullable InetAddress address) throws IOException {
		for (InetAddress group : groups) {
			IOException failure = null;
			int joined = 0;
			for (NetworkInterface networkInterface : interfaces(address)) {
				try {
					join(descriptor, group, networkInterface.getIndex());
					joined++;
				}
				catch (IOException ex) {
					failure = ex; // an interface without an address of the group's family
				}
			}
			if (joined == 0) {
				throw new MulticastGroupException(group, failure);
			}
		}
		if (!groups.isEmpty() && groups.stream().allMatch(Inet4Address.class::isInstance)) {
			LinuxSockets.setOption(descriptor, IPPROTO_IP, IP_MULTICAST_ALL, 0);
		}
	}

	private static List<NetworkInterface> interfaces(@Nullable InetAddress address) throws SocketException {
		if (address != null) {
			NetworkInterface owner = NetworkInterface.getByInetAddress(address);
			return (owner != null) ? List.of(owner) : List.of();
		}
		return NetworkInterface.networkInterfaces().filter(MulticastGroups::isAble).toList();
	}

	private static boolean isAble(NetworkInterface networkInterface) {
		try {
			return networkInterface.isUp() && (networkInterface.supportsMulticast() || networkInterface.isLoopback());
		}
		catch (SocketException ex) {
			return false; // gone
		}
	}

	private static void join(int descriptor, InetAddress group, int index) throws IOException {
		byte[] address = group.getAddress();
		boolean ipv4 = group instanceof Inet4Address;
		byte[] request = new byte[ipv4 ? 12 : 20]; // struct ip_mreqn, struct ipv6_mreq
		ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).put(address).putInt(request.length - 4, index);
		if (ipv4) {
			LinuxSockets.setOption(descriptor, IPPROTO_IP, IP_ADD_MEMBERSHIP, request);
		}
		else {
			LinuxSockets.setOption(descriptor, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, request);
		}
	}

}
