package org.socketservice.transport;

import java.net.SocketAddress;

/**
 * A datagram that has come.
 */
public final class ReceivedMessage {

	private final byte[] message;

	private final SocketAddress sender;

	ReceivedMessage(byte[] message, SocketAddress sender) {
		this.message = message;
		this.sender = sender;
	}

	/**
	 * What it contains.
	 * @return the message
	 */
	public byte[] message() {
		return this.message;
	}

	/**
	 * Who sent it.
	 * @return an address
	 */
	public SocketAddress sender() {
		return this.sender;
	}

}
