package org.socketservice.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What stands in front of a message in a datagram as the socket hands it out. Raw sockets
 * hand out the IP header with IPv4 and leave it out with IPv6, see raw(7); and because
 * both ends of an IP protocol hear what either sends, a byte tells requests from replies.
 */
enum DatagramFormat {

	/** Nothing. */
	PLAIN(0),

	/** An IPv4 header and the byte that tells requests. */
	RAW_IPV4(61),

	/** The byte that tells requests. */
	RAW_IPV6(1);

	static final int REQUEST = 0;

	static final int REPLY = 1;

	private static final int IPV4_HEADER = 20;

	private final int overhead;

	DatagramFormat(int overhead) {
		this.overhead = overhead;
	}

	/**
	 * That of a raw socket.
	 * @param address of either end
	 * @return by its family
	 */
	static DatagramFormat ofRaw(InetAddress address) {
		return (address instanceof Inet4Address) ? RAW_IPV4 : RAW_IPV6;
	}

	/**
	 * How many bytes there are in front at most.
	 * @return bytes
	 */
	int overhead() {
		return this.overhead;
	}

	/**
	 * What to put in front of a reply.
	 * @return a byte, less than 0 for nothing
	 */
	int replyMark() {
		return (this == PLAIN) ? -1 : REPLY;
	}

	/**
	 * Where the message of a request begins.
	 * @param input has the datagram
	 * @param index of the datagram
	 * @param length of the datagram
	 * @return an offset, less than 0 if it is no request
	 */
	int begin(DatagramInput input, int index, int length) {
		return begin(input, index, length, REQUEST);
	}

	/**
	 * Where the message begins.
	 * @param input has the datagram
	 * @param index of the datagram
	 * @param length of the datagram
	 * @param mark the byte that tells what it is
	 * @return an offset, less than 0 if it is something else
	 */
	int begin(DatagramInput input, int index, int length, int mark) {
		if (this == PLAIN) {
			return 0;
		}
		int begin = headerSize((length > 0) ? input.at(index, 0) : 0, length);
		return (begin < length && input.at(index, begin) == mark) ? begin + 1 : -1;
	}

	/**
	 * Where the message begins.
	 * @param datagram the whole of it
	 * @param mark the byte that tells what it is
	 * @return an offset, less than 0 if it is something else
	 */
	int begin(ByteBuffer datagram, int mark) {
		if (this == PLAIN) {
			return 0;
		}
		int length = datagram.limit();
		int begin = headerSize((length > 0) ? datagram.get(0) : 0, length);
		return (begin < length && datagram.get(begin) == mark) ? begin + 1 : -1;
	}

	/** The first byte tells it in words of four bytes: RFC 791, 3.1. */
	private int headerSize(int first, int length) {
		if (this != RAW_IPV4) {
			return 0;
		}
		return (length >= IPV4_HEADER) ? (first & 0xF) * Integer.BYTES : length;
	}

}
