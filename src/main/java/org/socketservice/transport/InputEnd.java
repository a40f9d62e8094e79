package org.socketservice.transport;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * How the input of a channel has ended.
 */
enum InputEnd {

	/** By the peer: what is left without a terminator is its last message. */
	COMPLETE,

	/**
	 * By a FIN that TLS knows nothing of, which anybody on the way could have sent: what
	 * is left without a terminator may be half of a message (RFC 8446, 6.1).
	 */
	TRUNCATED;

	/**
	 * The end a user event of the pipeline stands for.
	 * @param event any
	 * @return {@code null} for other events
	 */
	static @Nullable InputEnd of(Object event) {
		if (event instanceof InputEnd end) {
			return end;
		}
		boolean ended = event instanceof ChannelInputShutdownEvent
				|| (event instanceof SslCloseCompletionEvent closed && closed.isSuccess());
		return ended ? COMPLETE : null;
	}

}
