package org.socketservice.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the {@link Socket} that Spring Integration describes connections by.
 */
final class ChannelSocket extends Socket {

	private final Channel channel;

	ChannelSocket(Channel channel) {
		this.channel = channel;
	}

	@Override
	@SuppressWarnings("NullAway") // null where there is none, as for any socket
	public @Nullable InetAddress getInetAddress() {
		return (ProxiedPeer.remoteAddress(this.channel) instanceof InetSocketAddress address) ? address.getAddress()
				: null;
	}

	@Override
	@SuppressWarnings("NullAway") // as above
	public @Nullable InetAddress getLocalAddress() {
		return (this.channel.localAddress() instanceof InetSocketAddress address) ? address.getAddress() : null;
	}

	@Override
	public int getPort() {
		return (ProxiedPeer.remoteAddress(this.channel) instanceof InetSocketAddress address) ? address.getPort() : 0;
	}

	@Override
	public int getLocalPort() {
		return (this.channel.localAddress() instanceof InetSocketAddress address) ? address.getPort() : -1;
	}

	@Override
	@SuppressWarnings("NullAway") // as above
	public @Nullable SocketAddress getRemoteSocketAddress() {
		return ProxiedPeer.remoteAddress(this.channel);
	}

	@Override
	public SocketAddress getLocalSocketAddress() {
		return this.channel.localAddress();
	}

	@Override
	public boolean isConnected() {
		return this.channel.isActive();
	}

	@Override
	public boolean isClosed() {
		return !this.channel.isOpen();
	}

	@Override
	public void close() {
		this.channel.close();
	}

	@Override
	public String toString() {
		return this.channel.toString();
	}

}
