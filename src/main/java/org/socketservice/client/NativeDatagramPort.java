package org.socketservice.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.DatagramClientSocket;
import org.socketservice.transport.DatagramClientSocket.Received;

/**
 * A datagram socket of a family that Java has none of.
 */
final class NativeDatagramPort implements DatagramPort {

	private final DatagramClientSocket socket;

	NativeDatagramPort(DatagramClientSocket socket) {
		this.socket = socket;
	}

	@Override
	public void send(@Nullable SocketAddress to, byte[] message, Duration timeout) throws IOException {
		if (to != null) {
			this.socket.sendTo(to, message, timeout);
		}
		else {
			this.socket.send(message, timeout);
		}
	}

	@Override
	public @Nullable ReceivedDatagram receive(Duration timeout) throws IOException {
		Received received = this.socket.receive(timeout);
		return (received != null) ? new ReceivedDatagram(received.message(), received.sender()) : null;
	}

	@Override
	public SocketAddress localAddress() throws IOException {
		return this.socket.localAddress();
	}

	@Override
	public @Nullable SocketAddress remoteAddress() {
		return this.socket.remoteAddress();
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
