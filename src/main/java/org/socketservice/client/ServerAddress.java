package org.socketservice.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Transport;

/**
 * Where a client's server is, as configured.
 *
 * @param transport what carries the bytes
 * @param host address or host name; not used with a path
 * @param port TCP port; not used with a path
 * @param path socket file, {@code null} for TCP
 */
record ServerAddress(Transport transport, String host, int port, @Nullable String path) {

	static ServerAddress of(ClientProperties properties) {
		return new ServerAddress(properties.transport(), properties.host(), properties.port(),
				properties.transport().isUnix() ? properties.path() : null);
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
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
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
