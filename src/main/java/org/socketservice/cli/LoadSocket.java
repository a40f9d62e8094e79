package org.socketservice.cli;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/**
 * A connected socket of a load.
 *
 * @param channel what a selector waits for
 * @param bytes where to read and write: the channel itself, or TLS over it
 */
record LoadSocket(SocketChannel channel, ByteChannel bytes) {

	/**
	 * Connect.
	 * @param target where
	 * @return a socket with TLS established if it is asked for
	 * @throws ConnectFailedException when that is not possible
	 */
	static LoadSocket connect(Target target) throws ConnectFailedException {
		SocketChannel channel = target.connect();
		return new LoadSocket(channel, target.secure(channel));
	}

	void close() throws IOException {
		this.channel.close();
	}

}
