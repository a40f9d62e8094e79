package org.socketservice.listener;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.socketservice.properties.PropertyChecks;
import org.socketservice.transport.Transport;

/**
 * Which properties mean something on which transport. One that means nothing is refused,
 * because its author expects something of it.
 */
final class TransportRules {

	private static final Map<String, Set<Transport>> MEANINGFUL = new LinkedHashMap<>();

	static {
		on(Transport::hasPorts, "port");
		on(Transport::isInternet, "address", "access.allow", "access.deny");
		on(Transport::isUnix, "path", "permissions");
		on(Transport::isStream, "framing", "quiet-period", "message-timeout");
		on(Transport::isConnected, "backlog", "idle-timeout", "linger", "limits.max-connections",
				"limits.connections-per-second");
		on((transport) -> transport == Transport.TCP, "limits.max-connections-per-address", "tcp-no-delay",
				"keep-alive", "proxy-protocol.mode", "proxy-protocol.trusted", "proxy-protocol.timeout", "ssl.bundle",
				"ssl.client-auth", "ssl.handshake-timeout");
		on((transport) -> transport.isUnix() && transport.isConnected(), "access.uids", "access.gids");
		on((transport) -> transport == Transport.UDP, "multicast-groups");
		on((transport) -> transport == Transport.RAW, "protocol");
		on((transport) -> transport == Transport.RDM, "service-type", "instance");
	}

	private TransportRules() {
	}

	private static void on(Predicate<Transport> where, String... properties) {
		Set<Transport> transports = EnumSet.allOf(Transport.class);
		transports.removeIf(where.negate());
		for (String property : properties) {
			MEANINGFUL.put(property, transports);
		}
	}

	static void check(Transport transport, PropertyChecks checks) {
		MEANINGFUL.forEach((property, transports) -> {
			if (!transports.contains(transport) && checks.isSet(property)) {
				checks.reject(property, null, "means nothing on transport " + transport.tag(),
						"remove it, or set " + checks.name("transport") + " to " + names(transports));
			}
		});
	}

	private static String names(Set<Transport> transports) {
		return transports.stream().map(Transport::tag).collect(Collectors.joining(" or "));
	}

}
