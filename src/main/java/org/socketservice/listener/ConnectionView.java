package org.socketservice.listener;

import java.time.Instant;
import java.util.Map;

import javax.net.ssl.SSLSession;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.Credentials;
import org.socketservice.transport.FramedChannel;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.ProxiedPeer;
import org.socketservice.transport.SocketHeaders;
import org.socketservice.transport.UnixPeer;

/**
 * What others get to see of one connection: operators in the endpoint, services in the
 * headers of its messages. Methods may be called on any thread.
 */
final class ConnectionView {

	private final ListenerContext context;

	private final Channel channel;

	private final FramedChannel framed;

	private final NettyTcpConnection tcp;

	private final @Nullable Credentials credentials;

	private final Instant opened = Instant.now();

	private volatile ConnectionInfo.@Nullable Tls tls;

	private volatile @Nullable Map<String, Object> headers;

	ConnectionView(ListenerContext context, Channel channel, FramedChannel framed, NettyTcpConnection tcp) {
		this.context = context;
		this.channel = channel;
		this.framed = framed;
		this.tcp = tcp;
		this.credentials = context.properties().transport().isUnix() ? UnixPeer.of(channel) : null;
	}

	Instant opened() {
		return this.opened;
	}

	/**
	 * The TLS handshake has succeeded.
	 * @param session what came of it
	 */
	void secured(SSLSession session) {
		this.headers = null;
		this.tls = new ConnectionInfo.Tls(session.getProtocol(), SocketHeaders.peer(session));
	}

	ConnectionInfo info() {
		long idle = System.nanoTime() - this.framed.lastActivity();
		return new ConnectionInfo(this.tcp.getConnectionId(), this.context.name(), this.context.transport(), local(),
				remote(), this.credentials, this.tls, this.opened, Instant.now().minusNanos(idle),
				this.framed.messages(), this.framed.bytesReceived(), this.framed.output().bytesSent());
	}

	/** On a Unix socket what was bound: the kernel may know it by another path. */
	private String local() {
		boolean unix = this.context.properties().transport().isUnix();
		return unix ? String.valueOf(this.context.properties().path()) : AddressText.of(this.channel.localAddress());
	}

	/**
	 * The client's address, behind a proxy too.
	 * @return such as {@code 127.0.0.1:43210}
	 */
	String remote() {
		return AddressText.of(ProxiedPeer.remoteAddress(this.channel));
	}

	Map<String, Object> headers() {
		Map<String, Object> headers = this.headers;
		if (headers == null) {
			headers = SocketHeaders.withPeer(this.tcp.headers(this.context.name()), this.credentials);
			this.headers = headers;
		}
		return headers;
	}

}
