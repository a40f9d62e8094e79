package org.socketservice.listener;

import java.util.List;

import org.socketservice.framing.Framing;
import org.socketservice.listener.ListenerProperties.Access;
import org.socketservice.listener.ListenerProperties.Limits;
import org.socketservice.listener.ListenerProperties.MaxInFlight;
import org.socketservice.listener.ListenerProperties.OnError;
import org.socketservice.listener.ListenerProperties.ProxyProtocol;
import org.socketservice.listener.ListenerProperties.Ssl;
import org.socketservice.properties.PropertyChecks;
import org.socketservice.transport.MessageReach;

/**
 * The rules one listener's properties follow, alone and among each other.
 */
final class ListenerRules {

	private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

	private final ListenerProperties listener;

	private final PropertyChecks checks;

	ListenerRules(ListenerProperties listener, PropertyChecks checks) {
		this.listener = listener;
		this.checks = checks;
	}

	void check() {
		TransportRules.check(this.listener.transport(), this.checks);
		new AddressingRules(this.listener, this.checks).check();
		checkTimes();
		checkSizes();
		checkLimits(this.listener.limits());
		checkAccess(this.listener.access());
		checkProxyProtocol(this.listener.proxyProtocol());
		checkSsl(this.listener.ssl());
		if (this.listener.onError() == OnError.CLOSE && !this.listener.transport().isConnected()) {
			this.checks.reject("on-error", "close",
					"transport " + this.listener.transport().tag() + " has no connections to close", "write reply");
		}
	}

	private void checkTimes() {
		this.checks.notNegative("quiet-period", this.listener.effectiveQuietPeriod(), "off");
		if (this.listener.effectiveQuietPeriod().isPositive() && this.listener.transport().isStream()
				&& this.listener.framing() != Framing.LINE) {
			this.checks.reject("quiet-period", this.listener.quietPeriod(), "only framing line has a quiet period",
					"remove it, or set " + this.checks.name("framing") + " to line");
		}
		this.checks.notNegative("idle-timeout", this.listener.idleTimeout(), "never");
		this.checks.notNegative("message-timeout", this.listener.messageTimeout(), "never");
		this.checks.notNegative("reply-timeout", this.listener.replyTimeout(), "never");
		this.checks.notNegative("linger", this.listener.linger(), "to close at once");
	}

	private void checkSizes() {
		this.checks.positive("backlog", this.listener.backlog());
		checkMaxMessageSize();
		MaxInFlight maxInFlight = this.listener.maxInFlight();
		this.checks.positive("max-in-flight.messages", maxInFlight.messages());
		this.checks.size("max-in-flight.bytes", maxInFlight.bytes(), Long.MAX_VALUE, "");
		if (this.checks.isSet("max-in-flight.bytes") && maxInFlight.bytes().toBytes() >= 1
				&& maxInFlight.bytes().compareTo(this.listener.maxMessageSize()) < 0) {
			this.checks.reject("max-in-flight.bytes", maxInFlight.bytes(),
					"is less than one message of " + this.checks.name("max-message-size") + ", "
							+ this.listener.maxMessageSize().toBytes() + " bytes",
					"write at least that, or a smaller " + this.checks.name("max-message-size"));
		}
		this.checks.size("send-buffer", this.listener.sendBuffer(), Integer.MAX_VALUE, "setsockopt(2) takes");
		this.checks.size("receive-buffer", this.listener.receiveBuffer(), Integer.MAX_VALUE, "setsockopt(2) takes");
	}

	private void checkMaxMessageSize() {
		String carrier = this.listener.transport().isStream() ? "framing" : "transport";
		long reach = this.checks.isSet("max-message-size")
				? MessageReach.of(this.listener.transport(), this.listener.framing()) : Long.MAX_VALUE;
		this.checks.size("max-message-size", this.listener.maxMessageSize(), reach,
				"a message can have with this " + carrier);
	}

	private void checkLimits(Limits limits) {
		this.checks.positive("limits.max-connections", limits.maxConnections());
		this.checks.notNegative("limits.max-connections-per-address", limits.maxConnectionsPerAddress());
		this.checks.notNegative("limits.connections-per-second", limits.connectionsPerSecond());
		this.checks.notNegative("limits.messages-per-second", limits.messagesPerSecond());
	}

	private void checkAccess(Access access) {
		checkIds("access.uids", access.uids());
		checkIds("access.gids", access.gids());
	}

	private void checkIds(String property, List<Long> ids) {
		for (int i = 0; i < ids.size(); i++) {
			String indexed = property + "[" + i + "]";
			this.checks.between(this.checks.isSet(indexed) ? indexed : property, ids.get(i), 0, UNSIGNED_INT - 1);
		}
	}

	private void checkProxyProtocol(ProxyProtocol proxyProtocol) {
		this.checks.notNegative("proxy-protocol.timeout", proxyProtocol.timeout(), "forever");
		if (proxyProtocol.mode() == ProxyProtocol.Mode.REQUIRED && proxyProtocol.trusted().isEmpty()) {
			this.checks.reject("proxy-protocol.trusted", null, "anybody could pretend to be a proxy",
					"write the address blocks of the proxies, such as 10.0.0.0/8");
		}
	}

	private void checkSsl(Ssl ssl) {
		this.checks.notNegative("ssl.handshake-timeout", ssl.handshakeTimeout(), "forever");
		if (ssl.clientAuth() != Ssl.ClientAuth.NONE && ssl.bundle() == null) {
			this.checks.reject("ssl.client-auth", ssl.clientAuth(), "without a bundle there is no TLS",
					"set " + this.checks.name("ssl.bundle") + ", or remove it");
		}
	}

}
