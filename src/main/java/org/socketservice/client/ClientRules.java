package org.socketservice.client;

import org.jspecify.annotations.Nullable;
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
		means("host", transport.isInternet(), "tcp, udp or raw");
		means("port", transport.hasPorts(), "tcp or udp");
		means("path", transport.isUnix(), "unix, unix-datagram or unix-seqpacket");
		means("protocol", transport == Transport.RAW, "raw");
		means("service-type", transport == Transport.RDM, "rdm");
		means("instance", transport == Transport.RDM, "rdm");
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
		if (transport.isInternet()) {
			AddressChecks.host(this.checks, "host", this.client.host());
		}
		switch (transport) {
			case TCP, UDP -> this.checks.between("port", this.client.port(), 1, 65_535);
			case UNIX, UNIX_DATAGRAM, UNIX_SEQPACKET -> checkPath(transport, this.client.path());
			case RAW -> AddressChecks.protocol(this.checks, "protocol", this.client.protocol());
			case RDM -> AddressChecks.tipc(this.checks, "client", this.client.serviceType(), this.client.instance());
		}
	}

	private void checkPath(Transport transport, @Nullable String path) {
		if (path == null) {
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
		if (transport == Transport.RAW && this.client.poolSize() > 1 && this.checks.isSet("pool-size")) {
			this.checks.reject("pool-size", this.client.poolSize(),
					"every raw socket hears the replies to all of them, so that a client has but one",
					"remove it, or write 1");
		}
	}

}
