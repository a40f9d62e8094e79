package org.socketservice.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a datagram and the address it was sent to, which is the one its reply has to
 * leave from: a connected client takes no other.
 */
public final class DatagramPeer {

	private final byte[] name;

	/** Ancillary data for the reply, see IP_PKTINFO in ip(7). */
	private final byte @Nullable [] control;

	private final @Nullable InetAddress local;

	private volatile @Nullable SocketAddress address;

	DatagramPeer(byte[] name, byte @Nullable [] control, @Nullable InetAddress local) {
		this.name = name;
		this.control = control;
		this.local = local;
	}

	DatagramPeer(InetSocketAddress address, @Nullable InetAddress local) {
		this(SocketNames.of(LinuxSockets.AF_INET6, address.getAddress(), address.getPort()), null, local);
		this.address = address;
	}

	byte[] name() {
		return this.name;
	}

	byte @Nullable [] control() {
		return this.control;
	}

	/**
	 * Whether it has an address a reply can be sent to. A Unix datagram socket that is
	 * not bound has none.
	 * @return {@code false} if not
	 */
	public boolean isBound() {
		return SocketNames.isBound(this.name);
	}

	/**
	 * Its port.
	 * @return -1 where there are none
	 */
	public int port() {
		return SocketNames.hasPort(this.name) ? SocketNames.port(this.name) : -1;
	}

	/**
	 * Its address.
	 * @return never asks a name service
	 */
	public SocketAddress address() {
		SocketAddress address = this.address;
		if (address == null) {
			address = SocketNames.address(this.name);
			this.address = address;
		}
		return address;
	}

	/**
	 * Its IP address.
	 * @return {@code null} where there is none
	 */
	public @Nullable InetAddress inetAddress() {
		return (address() instanceof InetSocketAddress inet) ? inet.getAddress() : null;
	}

	/**
	 * Which of this machine's addresses it asked.
	 * @return {@code null} if that is not known
	 */
	public @Nullable InetAddress localAddress() {
		return this.local;
	}

	@Override
	public String toString() {
		return address().toString();
	}

}
