package org.socketservice.cli;

import java.io.IOException;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.PolledSocket;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.Transport;

/**
 * The server that a load goes to.
 */
final class Target {

	private final String name;

	private final Transport transport;

	private final Opening opening;

	private Target(String name, Transport transport, Opening opening) {
		this.name = name;
		this.transport = transport;
		this.opening = opening;
	}

	static Target tcp(String host, int port, @Nullable TlsContext tls) {
		return new Target(text(host, port), Transport.TCP, (size) -> ChannelLoadSocket.tcp(host, port, tls));
	}

	static Target udp(String host, int port) {
		return new Target(text(host, port), Transport.UDP, (size) -> ChannelLoadSocket.udp(host, port));
	}

	static Target unix(String path) {
		return new Target(path, Transport.UNIX,
				path.startsWith("@") ? (size) -> new NativeLoadSocket(PolledSocket.unix(path, false))
						: (size) -> ChannelLoadSocket.unix(path));
	}

	static Target seqpacket(String path) {
		return new Target(path, Transport.UNIX_SEQPACKET,
				(size) -> NativeLoadSocket.ofMessages(PolledSocket.unix(path, true), size));
	}

	static Target unixDatagram(String path) {
		return new Target(path, Transport.UNIX_DATAGRAM,
				(size) -> NativeLoadSocket.ofMessages(PolledSocket.unixDatagram(path), size));
	}

	static Target raw(String host, int protocol) {
		return new Target(host, Transport.RAW,
				(size) -> new NativeLoadSocket(PolledSocket.raw(InetAddress.getByName(host), protocol)));
	}

	static Target rdm(long type, long instance) {
		return new Target("tipc:" + type + ":" + instance, Transport.RDM,
				(size) -> new NativeLoadSocket(PolledSocket.rdm(type, instance)));
	}

	private static String text(String host, int port) {
		return ((host.indexOf(':') < 0) ? host : "[" + host + "]") + ":" + port;
	}

	/**
	 * What carries the bytes.
	 * @return the transport of its listener
	 */
	Transport transport() {
		return this.transport;
	}

	/**
	 * Connect.
	 * @param size bytes of the longest message that will be sent
	 * @return a connected socket
	 * @throws ConnectFailedException when that is not possible
	 */
	LoadSocket connect(int size) throws ConnectFailedException {
		try {
			return this.opening.open(size);
		}
		catch (IOException ex) {
			throw new ConnectFailedException(this, ex);
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Connects one more socket.
	 */
	private interface Opening {

		LoadSocket open(int size) throws IOException;

	}

}
