package org.socketservice.listener;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.socketservice.listener.ListenerProperties.ProxyProtocol.Mode;
import org.socketservice.properties.InvalidPropertiesException;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.transport.Transport;

/**
 * What this version can serve. A listener that asks for more stops the start instead of
 * coming up without what it was promised to have.
 */
final class ServedFeatures {

	private static final Set<Transport> SERVED = EnumSet.of(Transport.TCP, Transport.UNIX, Transport.UNIX_SEQPACKET);

	private static final String REASON = "is not served by this version";

	private ServedFeatures() {
	}

	static void check(String name, ListenerProperties properties) {
		List<InvalidProperty> missing = new ArrayList<>();
		String prefix = "socket.listeners." + name + ".";
		if (!SERVED.contains(properties.transport())) {
			missing.add(new InvalidProperty(prefix + "transport", properties.transport().tag(),
					"The transport " + REASON, "Write 'tcp', or set '" + prefix + "enabled' to false."));
		}
		if (properties.ssl().bundle() != null) {
			missing.add(new InvalidProperty(prefix + "ssl.bundle", properties.ssl().bundle(), "TLS " + REASON,
					"Leave the property out and put a TLS proxy in front."));
		}
		if (properties.proxyProtocol().mode() != Mode.OFF) {
			missing.add(new InvalidProperty(prefix + "proxy-protocol.mode", "required", "The PROXY protocol " + REASON,
					"Write 'off', and switch it off at the proxy."));
		}
		if (!missing.isEmpty()) {
			throw new InvalidPropertiesException(missing);
		}
	}

}
