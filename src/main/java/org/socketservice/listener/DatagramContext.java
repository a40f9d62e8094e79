package org.socketservice.listener;

import org.socketservice.connection.ListenerCounts;
import org.socketservice.gateway.DatagramInboundGateway;
import org.socketservice.transport.DatagramOptions;

import org.springframework.util.unit.DataSize;

import org.jspecify.annotations.Nullable;

/**
 * What the sockets of one datagram listener share.
 *
 * @param name of the listener
 * @param properties of the listener
 * @param gateway of the listener
 * @param counts of the listener
 * @param ownSockets all datagram sockets of this program
 */
record DatagramContext(String name, ListenerProperties properties, DatagramInboundGateway gateway,
		ListenerCounts counts, OwnSockets ownSockets) {

	String transport() {
		return this.properties.transport().tag();
	}

	DatagramOptions options() {
		return new DatagramOptions(Math.toIntExact(this.properties.maxMessageSize().toBytes()),
				bytes(this.properties.sendBuffer()), bytes(this.properties.receiveBuffer()),
				this.properties.multicastGroups());
	}

	private static int bytes(@Nullable DataSize size) {
		return (size != null) ? Math.toIntExact(size.toBytes()) : 0;
	}

}
