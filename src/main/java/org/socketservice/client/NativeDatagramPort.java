package org.socketservice.client;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.DatagramClientSocket;
import org.socketservice.transport.DatagramClientSockets;
import org.socketservice.transport.NativeSocketException;
import org.socketservice.transport.ReceivedMessage;

/**
 * A datagram socket that Java has none of.
 */
final class NativeDatagramPort implements DatagramPort {

	private final DatagramClientSocket socket;

	NativeDatagramPort(DatagramClientSocket socket) {
		this.socket = socket;
	}

	/**
	 * A socket connected to a server.
	 * @param server the server
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	static DatagramPort open(ServerAddress server, int maxSize) throws IOException {
		return switch (server.transport()) {
			case UDP -> udp(server, maxSize);
			case UNIX_DATAGRAM -> new NativeDatagramPort(DatagramClientSockets.unix(server.path(), maxSize));
			case RAW ->
				new NativeDatagramPort(DatagramClientSockets.raw(server.lookup()[0], server.protocol(), maxSize));
			case RDM ->
				new NativeDatagramPort(DatagramClientSockets.rdm(server.serviceType(), server.instance(), maxSize));
			case TCP, UNIX, UNIX_SEQPACKET ->
				throw new IllegalArgumentException(server.transport().tag() + " has no datagrams");
		};
	}

	/**
	 * A UDP socket connected to a server. Where native calls are denied Java has to do,
	 * which sends no empty datagrams.
	 * @param server the server
	 * @param maxSize longest message taken
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	private static DatagramPort udp(ServerAddress server, int maxSize) throws IOException {
		try {
			return new NativeDatagramPort(DatagramClientSockets.udp(server.lookup()[0], server.port(), maxSize));
		}
		catch (NativeSocketException ex) {
			if (ex.errno() != null) {
				throw ex;
			}
			return UdpSocket.open(server, maxSize);
		}
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
		ReceivedMessage received = this.socket.receive(timeout);
		return (received != null) ? new ReceivedDatagram(received.message(), received.sender()) : null;
	}

	@Override
	public SocketAddress localAddress() {
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
