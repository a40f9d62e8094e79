package org.socketservice.listener;

import org.springframework.context.ApplicationContext;

/**
 * Lets tests of other packages kill a listening socket.
 */
public final class ListenerSockets {

	private ListenerSockets() {
	}

	/**
	 * Close the socket of a listener as if it had died.
	 * @param context where the listener is
	 * @param listener its name
	 */
	public static void lose(ApplicationContext context, String listener) {
		context.getBean(listener + "SocketConnectionFactory", NettyServerConnectionFactory.class).lose();
	}

}
