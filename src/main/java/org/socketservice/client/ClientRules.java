package org.socketservice.client;

import org.socketservice.properties.AddressChecks;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.transport.MessageReach;
import org.socketservice.transport.Transport;

/**
 * The rules one client's properties follow, alone and among each other.
 */
final class ClientRules {

	private final ClientProperties client;

	private final PropertyChecks checks;

	ClientRules(ClientProperties client, PropertyChecks checks) {
		this.client = client;
		this.checks = checks;
	}

	void check() {
		Transport transport = this.client.transport();
		if (transport == Transport.RAW || transport == Transport.RDM) {
			this.checks.reject("transport", transport.tag(), "there is no client for this transport",
					"write one of tcp, udp, unix, unix-datagram, unix-seqpacket");
			return;
		}
		means("host", transport.hasPorts(), "tcp or udp");
		means("port", transport.hasPorts(), "tcp or udp");
		means("path", transport.isUnix(), "unix, unix-datagram or unix-seqpacket");
		means("framing", transport.isStream(), "tcp or unix");
		means("ssl.bundle", transport == Transport.TCP, "tcp");
		checkServer(transport);
		checkSizes(transport);
		this.checks.notNegative("connect-timeout", this.client.connectTimeout(), "what the kernel does by default");
		this.checks.notNegative("reply-timeout", this.client.replyTimeout(), "forever");
		this.checks.notNegative("idle-timeout", this.client.idleTimeout(), "never");
	}

	private void means(String property, boolean something, String transports) {
		if (!something && this.checks.isSet(property)) {
			this.checks.reject(property, null, "means nothing on transport " + this.client.transport().tag(),
					"remove it, or set " + this.checks.name("transport") + " to " + transports);
		}
	}

	private void checkServer(Transport transport) {
		String path = this.client.path();
		if (transport.hasPorts()) {
			AddressChecks.host(this.checks, "host", this.client.host());
			this.checks.between("port", this.client.port(), 1, 65_535);
		}
		else if (path == null) {
			this.checks.reject("path", null, "a client on " + transport.tag() + " needs a path",
					"write the path of the server's socket file, or @name for the abstract namespace");
		}
		else {
			AddressChecks.path(this.checks, "path", path);
		}
	}

	private void checkSizes(Transport transport) {
		String carrier = transport.isStream() ? "framing" : "transport";
		long reach = this.checks.isSet("max-message-size") ? MessageReach.of(transport, this.client.framing())
				: Long.MAX_VALUE;
		this.checks.size("max-message-size", this.client.maxMessageSize(), reach,
				"a message can have with this " + carrier);
		this.checks.positive("pool-size", this.client.poolSize());
	}

}
