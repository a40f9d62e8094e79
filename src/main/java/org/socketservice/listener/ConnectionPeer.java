package org.socketservice.listener;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.Credentials;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.UnixPeer;

/**
 * Both ends of one connection, as far as they are known: addresses, and on Unix sockets
 * who the peer is.
 */
final class ConnectionPeer {

	/** Header with the process id of a peer on a Unix socket. */
	static final String PID = "socket_pid";

	/** Header with its user id. */
	static final String UID = "socket_uid";

	/** Header with its group id. */
	static final String GID = "socket_gid";

	private final Channel channel;

	private final @Nullable SocketAddress listening;

	private final @Nullable Credentials credentials;

	/**
	 * Ask for what is only known while the connection is open.
	 * @param context of the listener
	 * @param channel just accepted
	 */
	ConnectionPeer(ListenerContext context, Channel channel) {
		boolean unix = context.properties().transport().isUnix();
		this.channel = channel;
		this.listening = unix ? context.factory().getServerSocketAddress() : null;
		this.credentials = unix ? UnixPeer.of(channel) : null;
	}

	@Nullable InetAddress address() {
		return AddressText.inet(this.channel.remoteAddress());
	}

	@Nullable Credentials credentials() {
		return this.credentials;
	}

	/** On a Unix socket what was bound: the kernel may know it by another path. */
	String local() {
		return AddressText.of((this.listening != null) ? this.listening : this.channel.localAddress());
	}

	String remote() {
		return AddressText.of(this.channel.remoteAddress());
	}

	Map<String, Object> headers(NettyTcpConnection connection, String listener) {
		Map<String, Object> headers = connection.headers(listener);
		Credentials credentials = this.credentials;
		if (credentials != null) {
			headers = new HashMap<>(headers);
			headers.put(PID, credentials.pid());
			headers.put(UID, credentials.uid());
			headers.put(GID, credentials.gid());
			headers = Map.copyOf(headers);
		}
		return headers;
	}

}
