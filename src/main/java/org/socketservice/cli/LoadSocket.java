package org.socketservice.cli;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

/**
 * A connected socket of a load.
 *
 * @param channel what a selector waits for
 * @param bytes where to read and write: the channel itself, or TLS over it
 */
record LoadSocket(SelectableChannel channel, ByteChannel bytes) {

	/**
	 * Connect.
	 * @param target where
	 * @return a socket with TLS established if it is asked for
	 * @throws ConnectFailedException when that is not possible
	 */
	static LoadSocket connect(Target target) throws ConnectFailedException {
		SelectableChannel channel = target.connect();
		return new LoadSocket(channel,
				(channel instanceof SocketChannel stream) ? target.secure(stream) : (ByteChannel) channel);
	}

	void close() throws IOException {
		this.channel.close();
	}

}
