package org.socketservice.listener;

import java.net.InetAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.listener.ListenerProperties.ProxyProtocol;
import org.socketservice.transport.ProxiedPeer;
import org.socketservice.transport.ProxyHeader;
import org.socketservice.transport.UnixPeer;

/**
 * Admits or refuses a channel just accepted. Behind a proxy there are two questions: at
 * accept whether the proxy is trusted, and when its header has come whether the client it
 * names is admitted.
 */
final class ServerConnectionInitializer extends ChannelInitializer<Channel> {

	private final ListenerContext context;

	private final boolean proxied;

	private final boolean unix;

	ServerConnectionInitializer(ListenerContext context) {
		this.context = context;
		this.proxied = context.properties().proxyProtocol().mode() == ProxyProtocol.Mode.REQUIRED;
		this.unix = context.properties().transport().isUnix();
	}

	@Override
	protected void initChannel(Channel channel) {
		InetAddress address = AddressText.inet(channel.remoteAddress());
		this.context.acceptFailures().accepted();
		if (!this.proxied) {
			admit(channel, address, false);
		}
		else if (isTrusted(address)) {
			ProxyHeader.await(channel, this.context.properties().proxyProtocol().timeout(),
					(peer) -> admit(channel, client(peer, address), true),
					(what) -> reject(channel, "got from the proxy " + text(channel) + " " + what, what, true));
		}
		else {
			reject(channel, "refused " + text(channel) + ", which is no trusted proxy", "untrusted", false);
		}
	}

	private boolean isTrusted(@Nullable InetAddress address) {
		return address != null && this.context.properties()
			.proxyProtocol()
			.trusted()
			.stream()
			.anyMatch((block) -> block.contains(address));
	}

	/**
	 * Whom to admit: a proxy that speaks for itself was found trustworthy already, and
	 * rules for clients are not for it.
	 */
	private static @Nullable InetAddress client(ProxiedPeer peer, @Nullable InetAddress proxy) {
		if (peer.local()) {
			return null;
		}
		return (peer.source() != null) ? peer.source().getAddress() : proxy;
	}

	private static String text(Channel channel) {
		return AddressText.of(channel.remoteAddress());
	}

	private void admit(Channel channel, @Nullable InetAddress client, boolean late) {
		RejectReason reason = this.context.admission().admit(client, this.unix ? UnixPeer.of(channel) : null);
		if (reason == null) {
			serve(channel, client, late);
		}
		else {
			refuse(channel, reason, late);
		}
	}

	private void reject(Channel channel, String text, String kind, boolean late) {
		this.context.counts().reject(RejectReason.PROXY_PROTOCOL);
		this.context.faults().report("proxy " + kind, () -> text);
		refuse(channel, RejectReason.PROXY_PROTOCOL, late);
	}

	private void refuse(Channel channel, RejectReason reason, boolean late) {
		this.context.log()
			.refused(AddressText.of(ProxiedPeer.remoteAddress(channel)), AddressText.of(channel.localAddress()),
					reason);
		RefusedConnection refused = new RefusedConnection(this.context, reason.text());
		channel.pipeline().addLast(refused);
		if (late) {
			refused.channelActive(channel.pipeline().context(refused));
		}
	}

	private void serve(Channel channel, @Nullable InetAddress client, boolean late) {
		long begin = System.nanoTime();
		try {
			new ServerConnection(this.context, channel, client).start(late);
		}
		catch (Throwable ex) { // memory ran out, or an interceptor's class is missing
			this.context.closed(client, CloseReason.FAILURE, System.nanoTime() - begin);
			this.context.acceptFailures().notServed(ex);
			channel.close();
		}
	}

}
