package org.socketservice.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.socketservice.transport.DatagramPeer;

/**
 * The sockets this program receives datagrams on. One that seems to come from such a
 * socket, or from a port below 1024 where other simple services answer whatever they are
 * sent, is the beginning of a loop: two servers that answer each other for ever. Safe for
 * use by several threads.
 *
 * @see <a href="https://www.kb.cert.org/vuls/id/417980">CERT VU#417980</a>
 */
final class OwnSockets {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Map<Integer, Integer> ports = new ConcurrentHashMap<>();

	private final Set<SocketAddress> names = ConcurrentHashMap.newKeySet();

	private volatile LocalAddresses local = new LocalAddresses(Set.of(), System.nanoTime() - REFRESH_NANOS);

	void add(SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			this.ports.merge(inet.getPort(), 1, Integer::sum);
		}
		else {
			this.names.add(address);
		}
	}

	void remove(SocketAddress address) {
		if (address instanceof InetSocketAddress inet) {
			this.ports.computeIfPresent(inet.getPort(), (port, count) -> (count > 1) ? count - 1 : null);
		}
		else {
			this.names.remove(address);
		}
	}

	/**
	 * Whether a datagram must not be answered.
	 * @param peer who seems to have sent it
	 * @return {@code true} for one of these sockets and for privileged ports
	 */
	boolean isLoop(DatagramPeer peer) {
		int port = peer.port();
		if (port < 0) {
			return this.names.contains(peer.address());
		}
		return port < FIRST_UNPRIVILEGED_PORT || (this.ports.containsKey(port) && isLocal(peer));
	}

	private boolean isLocal(DatagramPeer peer) {
		InetAddress address = peer.inetAddress();
		return address != null && (address.isLoopbackAddress() || address.equals(peer.localAddress())
				|| localAddresses().contains(address));
	}

	private Set<InetAddress> localAddresses() {
		LocalAddresses local = this.local;
		if (System.nanoTime() - local.readAt() >= REFRESH_NANOS) {
			local = LocalAddresses.read();
			this.local = local;
		}
		return local.addresses();
	}

	/**
	 * The addresses of this machine's interfaces.
	 *
	 * @param addresses the addresses
	 * @param readAt when that was, {@link System#nanoTime()}
	 */
	private record LocalAddresses(Set<InetAddress> addresses, long readAt) {

		static LocalAddresses read() {
			Set<InetAddress> addresses = new HashSet<>();
			try {
				NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).forEach(addresses::add);
			}
			catch (SocketException ex) {
				// no interface
			}
			return new LocalAddresses(addresses, System.nanoTime());
		}

	}

}
