package org.socketservice.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Socket addresses as operators write them: {@code 127.0.0.1:9999}, {@code [::1]:9999}, a
 * socket file's path.
 */
final class AddressText {

	private AddressText() {
	}

	/**
	 * The IP address of a socket address.
	 * @param address any kind
	 * @return {@code null} where there is none
	 */
	static @Nullable InetAddress inet(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inet) ? inet.getAddress() : null;
	}

	static String of(@Nullable SocketAddress address) {
		if (address == null) {
			return "";
		}
		if (address instanceof InetSocketAddress inet) {
			String host = (inet.getAddress() != null) ? inet.getAddress().getHostAddress() : inet.getHostString();
			return ((inet.getAddress() instanceof Inet6Address) ? "[" + host + "]" : host) + ":" + inet.getPort();
		}
		return address.toString();
	}

}
