package org.socketservice.listener;

import java.net.InetAddress;
import java.util.regex.Pattern;

import org.socketservice.properties.AddressChecks;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.transport.Transport;

/**
 * Whether a listener says where to listen, in the way its transport wants it.
 */
final class AddressingRules {

	private static final Pattern PERMISSIONS = Pattern.compile("([r-][w-][x-]){3}");

	private final ListenerProperties listener;

	private final PropertyChecks checks;

	AddressingRules(ListenerProperties listener, PropertyChecks checks) {
		this.listener = listener;
		this.checks = checks;
	}

	void check() {
		Transport transport = this.listener.transport();
		if (transport.isInternet() && this.listener.address() != null) {
			AddressChecks.host(this.checks, "address", this.listener.address());
		}
		if (transport.hasPorts()) {
			checkPort();
		}
		if (transport.isUnix()) {
			checkPath();
		}
		switch (transport) {
			case UDP -> checkMulticastGroups();
			case RAW -> AddressChecks.protocol(this.checks, "protocol", this.listener.protocol());
			case RDM ->
				AddressChecks.tipc(this.checks, "listener", this.listener.serviceType(), this.listener.instance());
			default -> {
			}
		}
	}

	private void checkPort() {
		Integer port = this.listener.port();
		if (port != null && (port < 0 || port > 65_535)) {
			this.checks.reject("port", port, "is no port",
					"write a whole number from 1 to 65535, or 0 for any free port");
		}
		if (port == null && this.listener.transport() != Transport.TCP) {
			this.checks.reject("port", null,
					"a listener on " + this.listener.transport().tag() + " has no default port",
					"write a whole number from 1 to 65535, or 0 for any free port");
		}
	}

	private void checkPath() {
		String path = this.listener.path();
		if (path == null) {
			this.checks.reject("path", null, "a listener on " + this.listener.transport().tag() + " needs a path",
					"write the path of the socket file, or @name for the abstract namespace");
		}
		else {
			AddressChecks.path(this.checks, "path", path);
		}
		String permissions = this.listener.permissions();
		if (!PERMISSIONS.matcher(permissions).matches()) {
			this.checks.reject("permissions", permissions, "does not say who may read, write and execute",
					"write nine characters as ls shows them, such as rw-rw---- or rw-rw-rw-");
		}
		else if (this.listener.isAbstractPath() && this.checks.isSet("permissions")) {
			this.checks.reject("permissions", permissions, "a socket in the abstract namespace has no permissions",
					"remove it, and admit users by " + this.checks.name("access.uids")
							+ ", or write the path of a socket file");
		}
	}

	private void checkMulticastGroups() {
		for (int i = 0; i < this.listener.multicastGroups().size(); i++) {
			InetAddress group = this.listener.multicastGroups().get(i);
			if (!group.isMulticastAddress()) {
				String indexed = "multicast-groups[" + i + "]";
				this.checks.reject(this.checks.isSet(indexed) ? indexed : "multicast-groups", group.getHostAddress(),
						group.getHostAddress() + " is no multicast address",
						"write addresses from 224.0.0.0 to 239.255.255.255 or below ff00::/8");
			}
		}
	}

}
