package org.socketservice.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.RejectReason;

/**
 * Admits or refuses a channel just accepted.
 */
final class ServerConnectionInitializer extends ChannelInitializer<Channel> {

	private final ListenerContext context;

	ServerConnectionInitializer(ListenerContext context) {
		this.context = context;
	}

	@Override
	protected void initChannel(Channel channel) {
		ConnectionPeer peer = new ConnectionPeer(this.context, channel);
		RejectReason reason = this.context.admission().admit(peer.address(), peer.credentials());
		this.context.acceptFailures().accepted();
		if (reason == null) {
			serve(channel, peer);
		}
		else {
			this.context.log().refused(peer.remote(), peer.local(), reason);
			channel.pipeline().addLast(new RefusedConnection(this.context, reason.text()));
		}
	}

	private void serve(Channel channel, ConnectionPeer peer) {
		long begin = System.nanoTime();
		try {
			channel.pipeline().addLast(new ServerConnection(this.context, channel, peer).framed());
		}
		catch (RuntimeException ex) {
			this.context.closed(peer.address(), CloseReason.FAILURE, System.nanoTime() - begin);
			this.context.acceptFailures().notServed(ex);
			channel.close();
		}
	}

}
