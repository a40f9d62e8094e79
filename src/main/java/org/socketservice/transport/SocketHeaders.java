package org.socketservice.transport;

import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.Credentials;

/**
 * Headers of a request besides those of
 * {@link org.springframework.integration.ip.IpHeaders}. All values are text but those of
 * the peer's credentials, which are numbers.
 */
public final class SocketHeaders {

	/** The name of the listener. */
	public static final String LISTENER = "socket_listener";

	/** The TLS protocol, for example {@code TLSv1.3}. */
	public static final String TLS_PROTOCOL = "socket_tlsProtocol";

	/** The subject of the client's certificate (RFC 2253). */
	public static final String TLS_PEER = "socket_tlsPeer";

	/** The address of the proxy that named the client, for example 10.0.0.7:40112. */
	public static final String PROXY_ADDRESS = "socket_proxyAddress";

	/** The host name the client asked the proxy for (SNI). */
	public static final String PROXY_AUTHORITY = "socket_proxyAuthority";

	/** The application protocol the client and the proxy agreed on. */
	public static final String PROXY_ALPN = "socket_proxyAlpn";

	/** The proxy's id of the connection; in hexadecimal if it is no text. */
	public static final String PROXY_UNIQUE_ID = "socket_proxyUniqueId";

	/** The TLS protocol between the client and the proxy, as the proxy writes it. */
	public static final String PROXY_TLS_PROTOCOL = "socket_proxyTlsProtocol";

	/** The common name of the client's certificate, which the proxy has verified. */
	public static final String PROXY_TLS_PEER = "socket_proxyTlsPeer";

	/** The process id of a peer on a Unix socket. */
	public static final String PEER_PID = "socket_peerPid";

	/** Its user id. */
	public static final String PEER_UID = "socket_peerUid";

	/** Its group id. */
	public static final String PEER_GID = "socket_peerGid";

	private SocketHeaders() {
	}

	/**
	 * Say who the peer is.
	 * @param headers of its messages
	 * @param peer {@code null} where that is not known
	 * @return these and those of the peer
	 */
	public static Map<String, Object> withPeer(Map<String, Object> headers, @Nullable Credentials peer) {
		if (peer == null) {
			return headers;
		}
		Map<String, Object> all = new HashMap<>(headers);
		all.put(PEER_PID, peer.pid());
		all.put(PEER_UID, peer.uid());
		all.put(PEER_GID, peer.gid());
		return Map.copyOf(all);
	}

	static void addTls(Map<String, Object> headers, SSLSession session) {
		headers.put(TLS_PROTOCOL, session.getProtocol());
		String peer = peer(session);
		if (peer != null) {
			headers.put(TLS_PEER, peer);
		}
	}

	/**
	 * The subject of the peer's certificate.
	 * @param session of a handshake that has succeeded
	 * @return {@code null} if it sent none
	 */
	public static @Nullable String peer(SSLSession session) {
		try {
			return session.getPeerPrincipal().getName();
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

}
