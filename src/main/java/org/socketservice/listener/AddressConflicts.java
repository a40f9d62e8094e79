package org.socketservice.listener;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.AddressChecks;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.transport.Transport;

/**
 * Finds listeners that want the same place: the second would fail to bind, and the
 * kernel's message would not say because of whom. Host names are compared as text.
 */
final class AddressConflicts {

	private final Map<String, ListenerProperties> seen = new LinkedHashMap<>();

	/**
	 * Compare a listener with those before.
	 * @param name its name
	 * @param listener an enabled listener that follows the rules by itself
	 * @param checks takes the report
	 */
	void check(String name, ListenerProperties listener, PropertyChecks checks) {
		this.seen.forEach((other, before) -> {
			boolean unix = before.transport().isUnix() && listener.transport().isUnix();
			if (unix || before.transport() == listener.transport()) {
				report(other, before, listener, checks);
			}
		});
		this.seen.put(name, listener);
	}

	private static void report(String other, ListenerProperties before, ListenerProperties listener,
			PropertyChecks checks) {
		String remedy = ", or set " + checks.name("enabled") + " to false";
		if (listener.transport().isUnix() && isSamePath(before.path(), listener.path())) {
			checks.reject("path", listener.path(), "is the path of listener " + other + ", too",
					"write another path" + remedy);
		}
		else if (listener.transport().hasPorts() && isSamePort(before, listener) && overlap(before, listener)) {
			checks.reject(
					"port", listener.effectivePort(), "listener " + other + " has the same port"
							+ (listener.port() == null ? " (the default)" : "") + " on an address that overlaps",
					"write another port, or 0 for any free port" + remedy);
		}
		else if (listener.transport() == Transport.RAW && before.protocol() == listener.protocol()
				&& overlap(before, listener)) {
			checks.reject("protocol", listener.protocol(),
					"listener " + other + " has the same protocol on an address that overlaps, so both would answer",
					"write another protocol" + remedy);
		}
	}

	private static boolean isSamePath(@Nullable String a, @Nullable String b) {
		if (a == null || b == null) {
			return false;
		}
		boolean file = !a.startsWith("@") && !b.startsWith("@");
		return file ? Path.of(a).toAbsolutePath().normalize().equals(Path.of(b).toAbsolutePath().normalize())
				: a.equals(b);
	}

	private static boolean isSamePort(ListenerProperties a, ListenerProperties b) {
		return a.effectivePort() == b.effectivePort() && a.effectivePort() != 0;
	}

	private static boolean overlap(ListenerProperties a, ListenerProperties b) {
		return covers(a.address(), b.address()) || covers(b.address(), a.address());
	}

	/** Whether one address is or includes the other; {@code ::} is dual-stack. */
	private static boolean covers(@Nullable String wide, @Nullable String narrow) {
		InetAddress wideLiteral = (wide != null) ? AddressChecks.literal(wide) : null;
		if (wide == null
				|| (wideLiteral != null && wideLiteral.isAnyLocalAddress() && !(wideLiteral instanceof Inet4Address))) {
			return true;
		}
		InetAddress narrowLiteral = (narrow != null) ? AddressChecks.literal(narrow) : null;
		if (wideLiteral == null || narrowLiteral == null) {
			return narrow != null && wide.toLowerCase(Locale.ROOT).equals(narrow.toLowerCase(Locale.ROOT));
		}
		boolean anyIpv4 = wideLiteral.isAnyLocalAddress() && narrowLiteral instanceof Inet4Address;
		return anyIpv4 || wideLiteral.equals(narrowLiteral);
	}

}
