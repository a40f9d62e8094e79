package org.socketservice.transport;

import java.io.IOException;
import java.net.SocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.EpollChannelConfig;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A listening seqpacket socket; what it accepts are {@link SeqpacketChannel}s.
 */
final class SeqpacketServerChannel extends AbstractEpollServerChannel {

	private final EpollChannelConfig config = new Config(this);

	private final int maxRecordSize;

	/**
	 * Create a channel.
	 * @param fd a descriptor that is bound and listens
	 * @param maxRecordSize bytes a record may have
	 */
	SeqpacketServerChannel(int fd, int maxRecordSize) {
		super(LinuxSocket.newSocket(fd), true);
		this.maxRecordSize = maxRecordSize;
	}

	@Override
	protected Channel newChildChannel(int fd, byte[] address, int offset, int length) throws IOException {
		try {
			return new SeqpacketChannel(this, fd, this.maxRecordSize);
		}
		catch (IOException ex) {
			new FileDescriptor(fd).close();
			throw ex;
		}
	}

	@Override
	protected @Nullable SocketAddress localAddress0() {
		return null;
	}

	@Override
	public EpollChannelConfig config() {
		return this.config;
	}

	/**
	 * Takes the backlog that bootstraps set: it was given to listen(2) before.
	 */
	private static final class Config extends EpollChannelConfig {

		Config(Channel channel) {
			super(channel);
		}

		@Override
		public <T> boolean setOption(ChannelOption<T> option, T value) {
			return option == ChannelOption.SO_BACKLOG || super.setOption(option, value);
		}

	}

}
