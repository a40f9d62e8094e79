package org.socketservice.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

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
		if (this.context.counts().tryAccept(this.context.properties().limits().maxConnections())) {
			channel.pipeline().addLast(new ServerConnection(this.context, channel).framed());
		}
		else {
			channel.pipeline().addLast(new RefusedConnection(this.context, "too many connections"));
		}
	}

}
