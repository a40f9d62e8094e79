package org.socketservice.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a channel that came through a proxy, as the proxy's PROXY
 * protocol header says.
 *
 * @param local whether the proxy speaks for itself, as in a health check
 * @param source the client's address, {@code null} if the proxy does not know it or
 * speaks for itself
 * @param headers what else it says, see {@link SocketHeaders}
 */
public record ProxiedPeer(boolean local, @Nullable InetSocketAddress source, Map<String, Object> headers) {

	private static final AttributeKey<ProxiedPeer> KEY = AttributeKey.valueOf(ProxiedPeer.class, "peer");

	void attach(Channel channel) {
		channel.attr(KEY).set(this);
	}

	/**
	 * What the proxy has said.
	 * @param channel any
	 * @return {@code null} without a proxy
	 */
	public static @Nullable ProxiedPeer of(Channel channel) {
		return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
	}

	/**
	 * The address of the real client.
	 * @param channel any
	 * @return without a proxy that knows it, getpeername(2); {@code null} once that is
	 * closed
	 */
	public static @Nullable SocketAddress remoteAddress(Channel channel) {
		ProxiedPeer peer = of(channel);
		return (peer != null && peer.source() != null) ? peer.source() : channel.remoteAddress();
	}

}
