package org.socketservice.properties;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Checks of host names, socket paths and the like as both listeners and clients have
 * them.
 */
public final class AddressChecks {

	/** Bytes of {@code sun_path} less the NUL at its end or beginning, see unix(7). */
	private static final int MAX_PATH = 107;

	/** RFC 1123 section 2.1, and the underscore that container networks allow. */
	private static final Pattern HOST_NAME = Pattern
		.compile("(?=.{1,253}\\.?$)([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\\.)*"
				+ "[A-Za-z_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\\.?");

	private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

	/** Types below are TIPC's own: TIPC_RESERVED_TYPES in linux/tipc.h. */
	private static final long TIPC_RESERVED_TYPES = 64;

	private AddressChecks() {
	}

	/**
	 * Read an address literal.
	 * @param host a literal, IPv6 also in brackets, or a host name
	 * @return the address, {@code null} for a host name
	 */
	public static @Nullable InetAddress literal(String host) {
		boolean brackets = host.startsWith("[") && host.endsWith("]");
		try {
			return InetAddress.ofLiteral(brackets ? host.substring(1, host.length() - 1) : host);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Check an address literal or host name. No name service is asked.
	 * @param checks takes the report
	 * @param property the property it stands in
	 * @param host what was written
	 */
	public static void host(PropertyChecks checks, String property, String host) {
		if (literal(host) == null && !HOST_NAME.matcher(host).matches()) {
			boolean port = host.matches("([^:]+|\\[.*]):[0-9]+");
			checks.reject(property, host, "is no IPv4 or IPv6 address and no host name",
					port ? "write the port as " + checks.name("port")
							: "write an address or a host name, without scheme and port");
		}
	}

	/**
	 * Check the path of a Unix socket.
	 * @param checks takes the report
	 * @param property the property it stands in
	 * @param path a file, or {@code @name} in the abstract namespace
	 */
	public static void path(PropertyChecks checks, String property, String path) {
		int length = path.getBytes(StandardCharsets.UTF_8).length - (path.startsWith("@") ? 1 : 0);
		if (length > MAX_PATH) {
			checks.reject(property, path, "is " + length + " bytes long; the kernel takes " + MAX_PATH + " (unix(7))",
					"write a shorter path, for example below /run");
		}
		else if (length == 0) {
			checks.reject(property, path, "has no name behind the @", "write @name, or the path of a socket file");
		}
		else if (path.endsWith("/") || path.indexOf('\0') >= 0) {
			checks.reject(property, path, "is no path of a file", "write the path of the socket file itself");
		}
	}

	/**
	 * Check the IP protocol number of a raw socket; 255 is the kernel's own.
	 * @param checks takes the report
	 * @param property the property it stands in
	 * @param protocol the number
	 */
	public static void protocol(PropertyChecks checks, String property, int protocol) {
		checks.between(property, protocol, 1, 254);
	}

	/**
	 * Check the name of a TIPC service, {@code service-type} and {@code instance}.
	 * @param checks takes the report
	 * @param owner who needs it: {@code listener} or {@code client}
	 * @param serviceType the type, {@code null} if not set
	 * @param instance the instance, {@code null} if not set
	 */
	public static void tipc(PropertyChecks checks, String owner, @Nullable Long serviceType, @Nullable Long instance) {
		tipc(checks, owner, "service-type", serviceType, TIPC_RESERVED_TYPES);
		tipc(checks, owner, "instance", instance, 0);
	}

	private static void tipc(PropertyChecks checks, String owner, String property, @Nullable Long value, long min) {
		if (value == null) {
			checks.reject(property, null, "a " + owner + " on rdm needs a TIPC service type and instance",
					"write a whole number from " + min + " to " + UNSIGNED_INT);
		}
		else {
			checks.between(property, value, min, UNSIGNED_INT);
		}
	}

}
