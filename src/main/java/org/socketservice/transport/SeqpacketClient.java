package org.socketservice.transport;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import org.socketservice.transport.NativeSocket.Kind;

/**
 * Connects channels to sockets that keep record boundaries. Their pipelines cut input by
 * {@link RecordFrames#FRAMING}.
 */
public final class SeqpacketClient {

	private SeqpacketClient() {
	}

	/**
	 * Connect, at once or not at all.
	 * @param bootstrap with event loops on epoll, options and handler
	 * @param address of the server
	 * @param maxRecordSize bytes a record received may have
	 * @return done when the channel is registered
	 * @throws IOException if the kernel refuses
	 */
	public static ChannelFuture connect(Bootstrap bootstrap, UnixSocketAddress address, int maxRecordSize)
			throws IOException {
		try (NativeSocket socket = NativeSocket.open(Kind.UNIX_SEQPACKET, 0)) {
			socket.connect(address.sockaddr());
			return bootstrap.channelFactory(() -> newChannel(socket, maxRecordSize)).register();
		}
	}

	private static SeqpacketChannel newChannel(NativeSocket socket, int maxRecordSize) {
		try {
			SeqpacketChannel channel = new SeqpacketChannel(null, socket.fd(), maxRecordSize);
			socket.handOver();
			return channel;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
