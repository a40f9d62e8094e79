package org.socketservice.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Transport;

/**
 * Where a client's server is, as configured.
 *
 * @param transport what carries the bytes
 * @param host address or host name; for tcp, udp and raw
 * @param port for tcp and udp
 * @param path socket file or {@code @name} of the unix transports, else {@code null}
 * @param protocol IP protocol number, for raw
 * @param serviceType TIPC service type, for rdm
 * @param instance TIPC service instance, for rdm
 */
record ServerAddress(Transport transport, String host, int port, @Nullable String path, int protocol, long serviceType,
		long instance) {

	static ServerAddress of(ClientProperties properties) {
		return new ServerAddress(properties.transport(), properties.host(), properties.port(),
				properties.transport().isUnix() ? properties.path() : null, properties.protocol(),
				Objects.requireNonNullElse(properties.serviceType(), 0L),
				Objects.requireNonNullElse(properties.instance(), 0L));
	}

	static ServerAddress udp(String host, int port) {
		return new ServerAddress(Transport.UDP, host, port, null, 0, 0, 0);
	}

	static ServerAddress unixDatagram(String path) {
		return new ServerAddress(Transport.UNIX_DATAGRAM, "", 0, path, 0, 0, 0);
	}

	static ServerAddress raw(String host, int protocol) {
		return new ServerAddress(Transport.RAW, host, 0, null, protocol, 0, 0);
	}

	static ServerAddress rdm(long serviceType, long instance) {
		return new ServerAddress(Transport.RDM, "", 0, null, 0, serviceType, instance);
	}

	/**
	 * Whether Java has no way to connect there.
	 * @return {@code true} for seqpacket and abstract names
	 */
	boolean isNative() {
		return this.transport == Transport.UNIX_SEQPACKET || (this.path != null && this.path.startsWith("@"));
	}

	/**
	 * Look the host up. Takes as long as the system's resolver takes.
	 * @return its addresses in the order of preference
	 * @throws UnknownHostException if it has none
	 */
	InetAddress[] lookup() throws UnknownHostException {
		return InetAddress.getAllByName(this.host);
	}

	@Override
	public String toString() {
		if (this.path != null) {
			return this.path;
		}
		return switch (this.transport) {
			case RAW -> this.host;
			case RDM -> "tipc:" + this.serviceType + ":" + this.instance;
			default -> ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
		};
	}

	/**
	 * An address as operators write it: {@code 127.0.0.1:9999}, {@code [::1]:9999}, a
	 * path.
	 * @param address what a socket is bound or connected to
	 * @return empty for a Unix socket without a name
	 */
	static String text(@Nullable SocketAddress address) {
		if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
			String host = inet.getAddress().getHostAddress();
			return ((inet.getAddress() instanceof Inet6Address) ? "[" + host + "]" : host) + ":" + inet.getPort();
		}
		return (address != null) ? address.toString() : "";
	}

}
