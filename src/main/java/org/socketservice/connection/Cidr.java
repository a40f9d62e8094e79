package org.socketservice.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), for example
 * {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address. An IPv4 block also
 * holds the IPv4-mapped IPv6 addresses (RFC 4291 section 2.5.5.2) a dual-stack socket
 * shows.
 */
public final class Cidr {

	private static final int MAPPED_PREFIX_BYTES = 12;

	private final byte[] network;

	private final int prefixLength;

	private Cidr(byte[] network, int prefixLength) {
		this.network = network;
		this.prefixLength = prefixLength;
	}

	/**
	 * Parse a block. Never asks a name service.
	 * @param text an address literal, optionally with a slash and the prefix length
	 * @return the block
	 * @throws IllegalArgumentException if the text is no such block, or has bits set
	 * behind the prefix; the message says what is wrong
	 */
	public static Cidr of(String text) {
		int slash = text.indexOf('/');
		InetAddress address = parseLiteral((slash < 0) ? text : text.substring(0, slash));
		byte[] network = address.getAddress();
		int bits = network.length * Byte.SIZE;
		int prefixLength = (slash < 0) ? bits : parsePrefixLength(text.substring(slash + 1), bits);
		byte[] masked = mask(network, prefixLength);
		if (!Arrays.equals(masked, network)) {
			throw new IllegalArgumentException(
					"has bits set behind its prefix; the block is " + new Cidr(masked, prefixLength));
		}
		return new Cidr(network, prefixLength);
	}

	private static InetAddress parseLiteral(String text) {
		try {
			return InetAddress.ofLiteral(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("is no IPv4 or IPv6 address", ex);
		}
	}

	private static int parsePrefixLength(String text, int bits) {
		if (text.matches("[0-9]{1,3}")) {
			int length = Integer.parseInt(text);
			if (length <= bits) {
				return length;
			}
		}
		throw new IllegalArgumentException("has a prefix length that is no number from 0 to " + bits);
	}

	private static byte[] mask(byte[] address, int prefixLength) {
		byte[] masked = address.clone();
		for (int i = 0; i < masked.length; i++) {
			int keep = Math.clamp(prefixLength - (long) i * Byte.SIZE, 0, Byte.SIZE);
			masked[i] &= (byte) (0xFF << (Byte.SIZE - keep));
		}
		return masked;
	}

	/**
	 * Whether an address is in this block.
	 * @param address the address of a peer
	 * @return {@code false} also for an address of the other family
	 */
	public boolean contains(InetAddress address) {
		byte[] bytes = address.getAddress();
		int offset = 0;
		if (bytes.length != this.network.length) {
			if (this.network.length > bytes.length || !isMapped(bytes)) {
				return false;
			}
			offset = MAPPED_PREFIX_BYTES;
		}
		return matches(bytes, offset);
	}

	private boolean matches(byte[] bytes, int offset) {
		int whole = this.prefixLength / Byte.SIZE;
		if (!Arrays.equals(this.network, 0, whole, bytes, offset, offset + whole)) {
			return false;
		}
		int rest = this.prefixLength % Byte.SIZE;
		return rest == 0 || ((this.network[whole] ^ bytes[offset + whole]) & (0xFF << (Byte.SIZE - rest)) & 0xFF) == 0;
	}

	private static boolean isMapped(byte[] bytes) {
		for (int i = 0; i < MAPPED_PREFIX_BYTES - 2; i++) {
			if (bytes[i] != 0) {
				return false;
			}
		}
		return bytes[MAPPED_PREFIX_BYTES - 2] == -1 && bytes[MAPPED_PREFIX_BYTES - 1] == -1;
	}

	/**
	 * Whether this is a block of IPv4 addresses.
	 * @return {@code false} for IPv6
	 */
	public boolean isIpv4() {
		return this.network.length == Integer.BYTES;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Cidr that && this.prefixLength == that.prefixLength
				&& Arrays.equals(this.network, that.network);
	}

	@Override
	public int hashCode() {
		return 31 * Arrays.hashCode(this.network) + this.prefixLength;
	}

	/**
	 * The block in CIDR notation.
	 * @return with the prefix length, also for a single address
	 */
	@Override
	public String toString() {
		try {
			return InetAddress.getByAddress(this.network).getHostAddress() + "/" + this.prefixLength;
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
