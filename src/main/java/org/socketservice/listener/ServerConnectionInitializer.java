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
		RejectReason reason = this.context.admission().admit(AddressText.inet(channel.remoteAddress()));
		this.context.acceptFailures().accepted();
		if (reason == null) {
			serve(channel);
		}
		else {
			this.context.log()
				.refused(AddressText.of(channel.remoteAddress()), AddressText.of(channel.localAddress()), reason);
			channel.pipeline().addLast(new RefusedConnection(this.context, reason.text()));
		}
	}

	private void serve(Channel channel) {
		long begin = System.nanoTime();
		try {
			channel.pipeline().addLast(new ServerConnection(this.context, channel).framed());
		}
		catch (RuntimeException ex) {
			this.context.closed(AddressText.inet(channel.remoteAddress()), CloseReason.FAILURE,
					System.nanoTime() - begin);
			this.context.acceptFailures().notServed(ex);
			channel.close();
		}
	}

}
