package org.socketservice.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * Options of datagram sockets.
 *
 * @param maxSize longest message taken, in bytes
 * @param sendBuffer SO_SNDBUF in bytes, 0 for the kernel's choice
 * @param receiveBuffer SO_RCVBUF in bytes, 0 for the kernel's choice
 * @param groups multicast groups to join
 */
public record DatagramOptions(int maxSize, int sendBuffer, int receiveBuffer, List<InetAddress> groups) {

	/**
	 * Create options.
	 * @param maxSize longest message taken, in bytes
	 * @param sendBuffer SO_SNDBUF in bytes, 0 for the kernel's choice
	 * @param receiveBuffer SO_RCVBUF in bytes, 0 for the kernel's choice
	 * @param groups multicast groups to join
	 */
	public DatagramOptions {
		groups = List.copyOf(groups);
	}

}
