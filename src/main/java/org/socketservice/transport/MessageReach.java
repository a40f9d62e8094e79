package org.socketservice.transport;

import org.socketservice.framing.Framing;

import org.springframework.util.unit.DataSize;

/**
 * How long a message can be at all, by what carries it: more than that no peer could
 * send, whatever {@code max-message-size} says.
 */
public final class MessageReach {

	/** The longest array of the Java virtual machine, less its header. */
	private static final long ARRAY = Integer.MAX_VALUE - 8;

	/** 65535 bytes of IP payload less the UDP header: RFC 8200, RFC 768. */
	private static final long UDP = 65_535 - 8;

	/** 65535 bytes of an IPv4 packet less its header: RFC 791. */
	private static final long RAW = 65_535 - 20;

	/** TIPC_MAX_USER_MSG_SIZE in linux/tipc.h. */
	private static final long TIPC = 66_000;

	private MessageReach() {
	}

	/**
	 * The longest message that can be carried.
	 * @param transport the transport
	 * @param framing the framing; matters on streams only
	 * @return bytes without the frame
	 */
	public static long of(Transport transport, Framing framing) {
		return switch (transport) {
			case TCP, UNIX -> of(framing);
			case UNIX_DATAGRAM, UNIX_SEQPACKET -> ARRAY;
			case UDP -> UDP;
			case RAW -> RAW;
			case RDM -> TIPC;
		};
	}

	private static long of(Framing framing) {
		return switch (framing) {
			case LENGTH_1 -> 0xFF;
			case LENGTH_2 -> 0xFFFF;
			case LINE, CRLF, NUL, STX_ETX, LENGTH_4, UNFRAMED -> ARRAY;
		};
	}

	/**
	 * A default that may be more than what can be carried.
	 * @param size the size given
	 * @param byDefault the default
	 * @param reach what can be carried, see {@link #of(Transport, Framing)}
	 * @return the size given, or the reach if the size is the default and more than that
	 */
	public static DataSize cap(DataSize size, DataSize byDefault, long reach) {
		return (size.equals(byDefault) && size.toBytes() > reach) ? DataSize.ofBytes(reach) : size;
	}

}
