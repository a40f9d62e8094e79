package org.socketservice.transport;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * Ancillary data of datagrams, see cmsg(3): which address one was sent to, and how many
 * the kernel had no room for.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">IP_PKTINFO in ip(7)</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3542">RFC 3542, section 6</a>
 */
final class PacketInfo {

	/** Room for what is asked for: {@link #SIZE}, and a counter. */
	static final int ROOM = 64;

	/** {@code CMSG_SPACE(sizeof(struct in6_pktinfo))}, the longest. */
	static final int SIZE = 40;

	static final int IP_PKTINFO = 8;

	static final int IPV6_RECVPKTINFO = 49;

	static final int SO_RXQ_OVFL = 40;

	private static final int HEADER = 16;

	private static final int IPPROTO_IP = 0;

	private static final int IPPROTO_IPV6 = 41;

	private static final int IPV6_PKTINFO = 50;

	private static final int IPV4_SIZE = 12;

	private static final int IPV6_SIZE = 20;

	private PacketInfo() {
	}

	/**
	 * Find the header of a kind of ancillary data.
	 * @param control all ancillary data
	 * @param at where it begins
	 * @param size bytes of it
	 * @param counter whether to look for the counter of datagrams dropped, else for the
	 * packet's information
	 * @return where it is, -1 if there is none
	 */
	static long find(MemorySegment control, long at, long size, boolean counter) {
		long end = at + size;
		for (long header = at; header + HEADER <= end;) {
			long length = control.get(ValueLayout.JAVA_LONG, header);
			int level = control.get(ValueLayout.JAVA_INT, header + 8);
			int type = control.get(ValueLayout.JAVA_INT, header + 12);
			boolean found = counter ? level == LinuxSockets.SOL_SOCKET && type == SO_RXQ_OVFL
					: (level == IPPROTO_IP && type == IP_PKTINFO) || (level == IPPROTO_IPV6 && type == IPV6_PKTINFO);
			if (found) {
				return header;
			}
			header += Math.max(HEADER, (length + 7) & ~7L);
		}
		return -1;
	}

	static long counter(MemorySegment control, long header) {
		return Integer.toUnsignedLong(control.get(ValueLayout.JAVA_INT, header + HEADER));
	}

	/**
	 * The packet's information.
	 * @param control ancillary data
	 * @param header where it is
	 * @return its bytes
	 */
	static byte[] copy(MemorySegment control, long header) {
		long length = control.get(ValueLayout.JAVA_LONG, header);
		return control.asSlice(header, Math.min(length, SIZE)).toArray(ValueLayout.JAVA_BYTE);
	}

	/**
	 * The address of this machine that a packet was sent to; for a group or a broadcast
	 * over IPv4 that of the interface.
	 * @param info as received
	 * @return {@code null} for an IPv6 group, which nothing can be sent from
	 */
	static @Nullable InetAddress local(byte[] info) {
		ByteBuffer fields = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
		byte[] bytes = new byte[isIpv6(fields) ? 16 : 4];
		fields.get(isIpv6(fields) ? HEADER : HEADER + 4, bytes);
		int scope = isIpv6(fields) ? fields.getInt(HEADER + 16) : 0;
		InetAddress address = SocketNames.inet(bytes, isLinkLocal(bytes) ? scope : 0);
		boolean broadcast = address instanceof Inet4Address && address.getAddress()[3] == -1
				&& address.getAddress()[0] == -1;
		return (address.isMulticastAddress() || broadcast || address.isAnyLocalAddress()) ? null : address;
	}

	private static boolean isIpv6(ByteBuffer fields) {
		return fields.getInt(8) == IPPROTO_IPV6;
	}

	private static boolean isLinkLocal(byte[] bytes) {
		return bytes.length == 16 && bytes[0] == (byte) 0xFE && (bytes[1] & 0xC0) == 0x80;
	}

	/**
	 * Ancillary data that has a reply leave from the address the request was sent to,
	 * whatever the interface.
	 * @param info as received
	 * @return in the form sendmsg(2) wants, {@code null} if the kernel is to choose
	 */
	static byte @Nullable [] forReply(byte[] info) {
		InetAddress local = local(info);
		if (local == null) {
			return null;
		}
		ByteBuffer received = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
		boolean ipv6 = isIpv6(received);
		int size = ipv6 ? IPV6_SIZE : IPV4_SIZE;
		byte[] bytes = new byte[HEADER + ((size + 7) & ~7)];
		ByteBuffer control = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
		control.putLong(0, HEADER + size).putInt(8, received.getInt(8)).putInt(12, received.getInt(12));
		if (ipv6) {
			control.put(HEADER, info, HEADER, 16);
			control.putInt(HEADER + 16, local.isLinkLocalAddress() ? received.getInt(HEADER + 16) : 0);
		}
		else {
			control.put(HEADER + 4, info, HEADER + 4, 4);
		}
		return bytes;
	}

}
