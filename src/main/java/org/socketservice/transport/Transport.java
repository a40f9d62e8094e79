package org.socketservice.transport;

import java.util.Locale;

/**
 * What carries the bytes between this program and its peers: the {@code transport} of a
 * listener or client.
 */
public enum Transport {

	/** TCP over IPv4 and IPv6, see tcp(7). */
	TCP,

	/** UDP over IPv4 and IPv6, see udp(7). */
	UDP,

	/** Unix domain stream sockets, see unix(7). */
	UNIX,

	/** Unix domain datagram sockets, see unix(7). */
	UNIX_DATAGRAM,

	/** Unix domain sockets that keep message boundaries, see unix(7). */
	UNIX_SEQPACKET,

	/** Raw IP sockets, see raw(7). */
	RAW,

	/** Reliable datagrams, on Linux those of TIPC. */
	RDM;

	/**
	 * Whether peers are named by IP addresses.
	 * @return {@code true} for tcp, udp and raw
	 */
	public boolean isInternet() {
		return this == TCP || this == UDP || this == RAW;
	}

	/**
	 * Whether peers are told apart by a port.
	 * @return {@code true} for tcp and udp
	 */
	public boolean hasPorts() {
		return this == TCP || this == UDP;
	}

	/**
	 * Whether the socket is a file or an abstract name of this machine.
	 * @return {@code true} for unix, unix-datagram and unix-seqpacket
	 */
	public boolean isUnix() {
		return this == UNIX || this == UNIX_DATAGRAM || this == UNIX_SEQPACKET;
	}

	/**
	 * Whether it carries a stream of bytes, which only a framing cuts into messages.
	 * @return {@code true} for tcp and unix
	 */
	public boolean isStream() {
		return this == TCP || this == UNIX;
	}

	/**
	 * Whether there are connections that are accepted and closed.
	 * @return {@code true} for tcp, unix and unix-seqpacket
	 */
	public boolean isConnected() {
		return isStream() || this == UNIX_SEQPACKET;
	}

	/**
	 * The name as it is written in properties and in the {@code transport} tag of meters.
	 * @return lower case with dashes
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
