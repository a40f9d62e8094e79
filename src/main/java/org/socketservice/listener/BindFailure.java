package org.socketservice.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.AddressChecks;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.transport.Errno;
import org.socketservice.transport.MulticastGroupException;
import org.socketservice.transport.NativeSocketException;
import org.socketservice.transport.SocketFileException;
import org.socketservice.transport.Transport;
import org.socketservice.transport.UnsupportedSocketException;

/**
 * Finds the property behind a failed bind, and what to do about it. The same errno means
 * different things on different transports.
 */
final class BindFailure {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private final String name;

	private final ListenerProperties listener;

	private final Transport transport;

	private final Throwable cause;

	BindFailure(ListenerBindException failure) {
		this.name = failure.listener();
		this.listener = failure.properties();
		this.transport = this.listener.transport();
		this.cause = (failure.getCause() != null) ? failure.getCause() : failure;
	}

	InvalidProperty explain() {
		for (Throwable ex = this.cause; ex != null; ex = ex.getCause()) {
			if (ex instanceof SocketFileException file) {
				return socketFile(file);
			}
			if (ex instanceof UnsupportedSocketException unsupported) {
				return at("transport", this.transport.tag(), String.valueOf(unsupported.getMessage()),
						unsupported.remedy());
			}
			if (ex instanceof NativeSocketException denied && denied.errno() == null) {
				return at("transport", this.transport.tag(), String.valueOf(denied.getMessage()),
						"make native calls possible, or write another transport");
			}
			if (ex instanceof MulticastGroupException multicast) {
				return at("multicast-groups", multicast.group().getHostAddress(), "no interface can join that group",
						"write a group of the family of " + this.name
								+ "'s address, on an interface that is up and can " + "multicast (ip link shows them)");
			}
			if (ex instanceof UnknownHostException || ex instanceof UnresolvedAddressException) {
				return at("address", this.listener.address(), "is an unknown host",
						"write an IPv4 or IPv6 address, a name that this machine can look up (try getent hosts "
								+ this.listener.address() + "), or nothing for all interfaces");
			}
		}
		Errno errno = Errno.of(this.cause);
		InvalidProperty explained = (errno != null) ? explain(errno) : null;
		return (explained != null) ? explained : unexplained(errno);
	}

	private @Nullable InvalidProperty explain(Errno errno) {
		return switch (errno) {
			case EADDRINUSE -> inUse();
			case EADDRNOTAVAIL -> notAvailable(errno);
			case EACCES -> denied(errno);
			case EPERM -> missingCapability(errno);
			case EINVAL -> withoutInterface(errno);
			case EAFNOSUPPORT, ESOCKTNOSUPPORT, EPROTONOSUPPORT -> unsupported(errno);
			case ENOENT, ENOTDIR, EROFS -> this.transport.isUnix() ? noDirectory(errno) : null;
			case ENAMETOOLONG -> this.transport.isUnix() ? pathTooLong(errno) : null;
			case EMFILE, ENFILE -> outOfDescriptors(errno);
			default -> null;
		};
	}

	private InvalidProperty socketFile(SocketFileException file) {
		String remedy = switch (file.problem()) {
			case LIVE_SERVER -> "stop that server (ss -lxp names it), or write another path";
			case NO_SOCKET, NO_LOCK_FILE -> "write another path, or move away what is there";
			case NO_ACCESS -> "write another path, or remove the socket if it is a leftover (ss -lxp tells)";
		};
		boolean itself = file.path().toString().equals(this.listener.path());
		String reason = itself ? file.problem().text() : file.getMessage();
		return at("path", this.listener.path(), String.valueOf(reason), remedy);
	}

	private InvalidProperty inUse() {
		if (this.transport.isUnix()) {
			return at("path", this.listener.path(), because("another server has it", Errno.EADDRINUSE),
					"stop that server (ss -lxp names it), or write another path");
		}
		if (!this.transport.hasPorts()) {
			return at("transport", this.transport.tag(), because("another program has the address", Errno.EADDRINUSE),
					"stop that program, or write another address");
		}
		int port = this.listener.effectivePort();
		String options = (this.transport == Transport.TCP) ? "-ltnp" : "-lunp";
		return at("port", port, because("the port is in use", Errno.EADDRINUSE), "stop the program that has it (ss "
				+ options + " 'sport = :" + port + "' names it), or write another port; 0 takes any free one");
	}

	private InvalidProperty notAvailable(Errno errno) {
		return at("address", this.listener.address(), because("is no address of this machine", errno),
				"write one of its addresses (ip address shows them), or nothing for all interfaces");
	}

	/** A link-local address means nothing without its interface, see ipv6(7). */
	private @Nullable InvalidProperty withoutInterface(Errno errno) {
		String address = this.listener.address();
		boolean linkLocal = address != null && AddressChecks.literal(address) instanceof Inet6Address literal
				&& literal.isLinkLocalAddress() && literal.getScopeId() == 0;
		return linkLocal ? at("address", address, because("is a link-local address without its interface", errno),
				"write both, such as " + address + "%eth0 (ip -6 address shows them)") : null;
	}

	private @Nullable InvalidProperty denied(Errno errno) {
		if (this.transport.isUnix()) {
			return at("path", this.listener.path(), because("this user may not create a file in that directory", errno),
					"write a path in a directory this user may write to, or change the directory's owner or mode");
		}
		if (this.transport.hasPorts() && this.listener.effectivePort() < FIRST_UNPRIVILEGED_PORT) {
			int port = this.listener.effectivePort();
			return at("port", port, because("ports below 1024 are privileged", errno),
					"write a port from 1024 to 65535, or allow it: sysctl net.ipv4.ip_unprivileged_port_start=" + port
							+ ", or the capability CAP_NET_BIND_SERVICE");
		}
		return (this.transport == Transport.RAW) ? missingCapability(errno) : null;
	}

	private @Nullable InvalidProperty missingCapability(Errno errno) {
		if (this.transport != Transport.RAW) {
			return null;
		}
		return at("transport", this.transport.tag(), because("raw sockets need a capability (raw(7))", errno),
				"give the process CAP_NET_RAW (AmbientCapabilities=CAP_NET_RAW in systemd, --cap-add NET_RAW in Docker), "
						+ "or write another transport");
	}

	private InvalidProperty unsupported(Errno errno) {
		InetAddress literal = (this.listener.address() != null) ? AddressChecks.literal(this.listener.address()) : null;
		if (literal != null && this.transport != Transport.RDM) {
			return at("address", this.listener.address(),
					because("this kernel has no " + (literal.getAddress().length == 4 ? "IPv4" : "IPv6"), errno),
					"write an address of the other family, or enable this one");
		}
		String remedy = (this.transport == Transport.RDM)
				? "load the kernel module (modprobe tipc), or write another transport"
				: "write another transport, or run a kernel that has it";
		return at("transport", this.transport.tag(), because("this kernel lacks the socket family", errno), remedy);
	}

	private InvalidProperty noDirectory(Errno errno) {
		return at("path", this.listener.path(), because("no file can be made there", errno),
				"create the directory, or write a path in one that exists and is writable");
	}

	private InvalidProperty pathTooLong(Errno errno) {
		return at("path", this.listener.path(), because("the kernel takes at most 107 bytes (unix(7))", errno),
				"write a shorter path, for example below /run");
	}

	private InvalidProperty outOfDescriptors(Errno errno) {
		return at("transport", this.transport.tag(), because("there are no file descriptors left", errno),
				"raise the limit (ulimit -n, LimitNOFILE= in systemd, --ulimit nofile in Docker)");
	}

	private InvalidProperty unexplained(@Nullable Errno errno) {
		String message = (this.cause.getMessage() != null) ? this.cause.getMessage() : this.cause.getClass().getName();
		String reason = (errno != null) ? because("cannot be bound", errno) : message;
		String remedy = "correct this or the listener's other properties" + ((errno != null) ? "; " + message : "");
		if (this.transport.isUnix()) {
			return at("path", this.listener.path(), reason, remedy);
		}
		if (this.listener.address() == null && this.transport.hasPorts()) {
			return at("port", this.listener.effectivePort(), reason, remedy);
		}
		return (this.listener.address() != null) ? at("address", this.listener.address(), reason, remedy)
				: at("transport", this.transport.tag(), reason, remedy);
	}

	private static String because(String reason, Errno errno) {
		return reason + ": " + errno.text() + " (" + errno.name() + ")";
	}

	private InvalidProperty at(String property, @Nullable Object value, String reason, String remedy) {
		return new InvalidProperty("socket.listeners." + this.name + "." + property,
				(value != null) ? value.toString() : null, reason, remedy);
	}

}
