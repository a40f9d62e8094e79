package org.socketservice.testing;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Headers of the PROXY protocol, byte by byte as the specification has them: see
 * <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">HAProxy</a>.
 */
public final class ProxyHeader {

	/** Version 1: 203.0.113.7:40112 asks 198.51.100.1:9999. */
	public static final String TCP4 = "PROXY TCP4 203.0.113.7 198.51.100.1 40112 9999\r\n";

	private static final byte[] SIGNATURE = { 13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10 };

	private ProxyHeader() {
	}

	/**
	 * Version 2.
	 * @param command 0 LOCAL, 1 PROXY
	 * @param family address family and protocol
	 * @param parts addresses and TLVs
	 * @return its bytes
	 */
	public static byte[] version2(int command, int family, byte[]... parts) {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		List.of(parts).forEach(rest::writeBytes);
		header.writeBytes(SIGNATURE);
		header.write(0x20 | command);
		header.write(family);
		header.write(rest.size() >> 8);
		header.write(rest.size());
		header.writeBytes(rest.toByteArray());
		return header.toByteArray();
	}

	public static byte[] tlv(int type, byte[] value) {
		ByteArrayOutputStream tlv = new ByteArrayOutputStream();
		tlv.write(type);
		tlv.write(value.length >> 8);
		tlv.write(value.length);
		tlv.writeBytes(value);
		return tlv.toByteArray();
	}

	/**
	 * The addresses of {@link #TCP4} for version 2.
	 * @return addresses, then ports
	 */
	public static byte[] ipv4() {
		return new byte[] { (byte) 203, 0, 113, 7, (byte) 198, 51, 100, 1, (byte) (40112 >> 8), (byte) 40112, 39, 15 };
	}

}
