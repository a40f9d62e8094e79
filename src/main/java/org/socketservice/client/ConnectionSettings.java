package org.socketservice.client;

import java.time.Duration;

import org.socketservice.framing.Framing;

/**
 * What a single connection needs to know.
 *
 * @param framing that of the server
 * @param maxMessageSize longest reply accepted, in bytes without its frame
 * @param connectTimeout how long connecting may take, zero leaves it to the kernel
 * @param replyTimeout how long to wait for a reply, zero for ever
 */
record ConnectionSettings(Framing framing, int maxMessageSize, Duration connectTimeout, Duration replyTimeout) {

	static ConnectionSettings of(ClientProperties properties) {
		return new ConnectionSettings(properties.framing(),
				Math.toIntExact(properties.effectiveMaxMessageSize().toBytes()), properties.connectTimeout(),
				properties.replyTimeout());
	}

}
