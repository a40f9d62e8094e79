package org.socketservice.listener;

import java.net.Inet6Address;
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
