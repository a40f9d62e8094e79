package org.socketservice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * Many clients in one thread, none of which reads unless told.
 */
final class Crowd implements AutoCloseable {

	/** What the rest of this process needs. */
	private static final long RESERVED_DESCRIPTORS = 1000;

	private final List<SocketChannel> clients = new ArrayList<>();

	/**
	 * Connect.
	 * @param port where to
	 * @param count how many, or as many as this process may
	 * @param receiveBuffer SO_RCVBUF of each
	 */
	Crowd(int port, int count, int receiveBuffer) {
		long max = ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
			.getMaxFileDescriptorCount() - RESERVED_DESCRIPTORS;
		try {
			for (int i = 0; i < Math.min(count, max); i++) {
				SocketChannel client = SocketChannel.open();
				this.clients.add(client);
				client.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
				client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				client.configureBlocking(false);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int size() {
		return this.clients.size();
	}

	/**
	 * Have everybody send what the kernel takes.
	 * @param bytes to send; what is not taken is forgotten
	 * @return bytes taken
	 */
	long send(byte[] bytes) {
		return send(bytes, 0, 1);
	}

	/**
	 * Have some send what the kernel takes.
	 * @param bytes to send; what is not taken is forgotten
	 * @param first the first of them
	 * @param step from one to the next
	 * @return bytes taken
	 */
	long send(byte[] bytes, int first, int step) {
		long taken = 0;
		for (int i = first; i < this.clients.size(); i += step) {
			try {
				taken += this.clients.get(i).write(ByteBuffer.wrap(bytes));
			}
			catch (IOException ex) {
				// the service has closed it, which its counts tell
			}
		}
		return taken;
	}

	@Override
	public void close() {
		for (SocketChannel client : this.clients) {
			try {
				client.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
