package org.socketservice.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import org.jspecify.annotations.Nullable;

/**
 * Reads PROXY protocol headers.
 */
final class ProxiedPeers {

	/** PP2_TYPE_UNIQUE_ID, which Netty does not name. */
	private static final int UNIQUE_ID = 5;

	private ProxiedPeers() {
	}

	/**
	 * What a header says.
	 * @param header decoded
	 * @param proxy who sent it
	 * @return with copies only
	 * @throws IllegalArgumentException if an address is none
	 */
	static ProxiedPeer of(HAProxyMessage header, @Nullable SocketAddress proxy) {
		Map<String, Object> headers = new HashMap<>();
		if (proxy instanceof InetSocketAddress address) {
			headers.put(SocketHeaders.PROXY_ADDRESS, text(address));
		}
		header.tlvs().forEach((tlv) -> add(headers, tlv));
		return new ProxiedPeer(header.command() == HAProxyCommand.LOCAL, source(header), Map.copyOf(headers));
	}

	private static String text(InetSocketAddress address) {
		String host = address.getAddress().getHostAddress();
		return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + address.getPort();
	}

	private static @Nullable InetSocketAddress source(HAProxyMessage header) {
		AddressFamily family = header.proxiedProtocol().addressFamily();
		if (family != AddressFamily.AF_IPv4 && family != AddressFamily.AF_IPv6) {
			return null; // not known, or a Unix socket of the proxy's machine
		}
		return new InetSocketAddress(InetAddress.ofLiteral(header.sourceAddress()), header.sourcePort());
	}

	private static void add(Map<String, Object> headers, HAProxyTLV tlv) {
		switch (tlv.type()) {
			case PP2_TYPE_AUTHORITY -> headers.put(SocketHeaders.PROXY_AUTHORITY, text(tlv));
			case PP2_TYPE_ALPN -> headers.put(SocketHeaders.PROXY_ALPN, text(tlv));
			case PP2_TYPE_SSL -> addTls(headers, (HAProxySSLTLV) tlv);
			case OTHER -> {
				if (tlv.typeByteValue() == UNIQUE_ID) {
					headers.put(SocketHeaders.PROXY_UNIQUE_ID, id(tlv));
				}
			}
			default -> {
				// of no interest, or part of the TLS one
			}
		}
	}

	private static void addTls(Map<String, Object> headers, HAProxySSLTLV tls) {
		for (HAProxyTLV part : tls.encapsulatedTLVs()) {
			if (part.type() == HAProxyTLV.Type.PP2_TYPE_SSL_VERSION) {
				headers.put(SocketHeaders.PROXY_TLS_PROTOCOL, text(part));
			}
			else if (part.type() == HAProxyTLV.Type.PP2_TYPE_SSL_CN && tls.verify() == 0
					&& (tls.isPP2ClientCertConn() || tls.isPP2ClientCertSess())) {
				headers.put(SocketHeaders.PROXY_TLS_PEER, text(part));
			}
		}
	}

	private static String text(HAProxyTLV tlv) {
		return tlv.content().toString(StandardCharsets.UTF_8);
	}

	private static String id(HAProxyTLV tlv) {
		String text = tlv.content().toString(StandardCharsets.US_ASCII);
		boolean printable = text.chars().allMatch((c) -> c > ' ' && c < 0x7F);
		return printable ? text : ByteBufUtil.hexDump(tlv.content());
	}

}
