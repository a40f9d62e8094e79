package org.socketservice.client;

import java.net.SocketAddress;

/**
 * A datagram and its sender, as recvfrom(2) returns them.
 */
public final class ReceivedDatagram {

	private final byte[] message;

	private final SocketAddress sender;

	ReceivedDatagram(byte[] message, SocketAddress sender) {
		this.message = message;
		this.sender = sender;
	}

	/**
	 * What it contains.
	 * @return the bytes, the caller's own; empty for an empty datagram
	 */
	public byte[] message() {
		return this.message;
	}

	/**
	 * Who sent it.
	 * @return an {@link java.net.InetSocketAddress} over UDP and raw IP
	 */
	public SocketAddress sender() {
		return this.sender;
	}

}
