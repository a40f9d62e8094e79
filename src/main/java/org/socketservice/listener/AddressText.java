package org.socketservice.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Socket addresses as operators write them: {@code 127.0.0.1:9999}, {@code [::1]:9999}
 * (RFC 5952), a socket file's path.
 */
public final class AddressText {

	private static final Pattern ZEROS = Pattern.compile("(?<![0-9a-f])0(?::0)+(?![0-9a-f])");

	private static final String NO_SCOPE = "%0";

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

	/**
	 * The text of an address. Never asks a name service.
	 * @param address the address, or {@code null} where there is none
	 * @return the text, empty for {@code null}
	 */
	public static String of(@Nullable SocketAddress address) {
		if (address == null) {
			return "";
		}
		if (address instanceof InetSocketAddress inet) {
			InetAddress ip = inet.getAddress();
			String host = (ip != null) ? ip.getHostAddress() : inet.getHostString();
			return ((ip instanceof Inet6Address) ? "[" + compress(host) + "]" : host) + ":" + inet.getPort();
		}
		String path = address.toString();
		return path.startsWith("\0") ? "@" + path.substring(1) : path; // abstract, see
																		// unix(7)
	}

	/** RFC 5952 section 4.2: the first of the longest runs of zeros becomes "::". */
	private static String compress(String host) {
		String address = host.endsWith(NO_SCOPE) ? host.substring(0, host.length() - NO_SCOPE.length()) : host;
		int scope = address.indexOf('%');
		Matcher zeros = ZEROS.matcher((scope < 0) ? address : address.substring(0, scope));
		int start = 0;
		int end = 0;
		while (zeros.find()) {
			if (zeros.end() - zeros.start() > end - start) {
				start = zeros.start();
				end = zeros.end();
			}
		}
		if (end == 0) {
			return address;
		}
		String before = (start > 0) ? address.substring(0, start - 1) : "";
		String after = address.startsWith(":", end) ? address.substring(end + 1) : address.substring(end);
		return before + "::" + after;
	}

}
