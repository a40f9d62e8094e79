package org.socketservice.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.transport.EventLoopsProperties.Io;
import org.socketservice.transport.NativeSocket.Kind;

/**
 * A listening Unix socket and its file. On epoll the socket is bound natively, for
 * Netty's bind removes whatever is at the path and has no way to set permissions
 * beforehand; elsewhere it is bound aside and its file moved into place.
 */
public final class UnixServerSocket {

	private static final Log logger = LogFactory.getLog(UnixServerSocket.class);

	private final UnixSocketAddress address;

	private final @Nullable UnixSocketFile file;

	private final Channel channel;

	private volatile @Nullable IOException failure;

	private UnixServerSocket(UnixSocketAddress address, @Nullable UnixSocketFile file, Channel channel) {
		this.address = address;
		this.file = file;
		this.channel = channel;
		if (file != null) {
			SocketFileWatch watch = SocketFileWatch.start(file, channel.eventLoop(), this::displaced);
			channel.closeFuture().addListener((closed) -> watch.stop());
		}
	}

	private void displaced(IOException failure) {
		this.failure = failure;
		this.channel.close();
	}

	/**
	 * Bind a socket and accept connections from it.
	 * @param bootstrap with all options of the server and its children, event loops and
	 * handlers
	 * @param io the mechanism of these event loops
	 * @param settings what to bind
	 * @return a listening socket
	 * @throws IOException if that is not possible
	 */
	public static UnixServerSocket bind(ServerBootstrap bootstrap, Io io, Settings settings) throws IOException {
		UnixSocketAddress address = settings.address();
		if (io == Io.NIO && address.isAbstract()) {
			throw TransportSupport.noAbstractNames(io);
		}
		UnixSocketFile file = address.isAbstract() ? null : UnixSocketFile.claim(Path.of(address.path()));
		try {
			Channel channel = (io == Io.EPOLL) ? bindNatively(bootstrap, settings, file)
					: bindByNetty(bootstrap, settings, Objects.requireNonNull(file, "no file"));
			return new UnixServerSocket(address, file, channel);
		}
		catch (IOException | RuntimeException ex) {
			if (file != null) {
				file.close();
			}
			throw ex;
		}
	}

	private static Channel bindNatively(ServerBootstrap bootstrap, Settings settings, @Nullable UnixSocketFile file)
			throws IOException {
		boolean records = settings.transport() == Transport.UNIX_SEQPACKET;
		try (NativeSocket socket = NativeSocket.open(records ? Kind.UNIX_SEQPACKET : Kind.UNIX_STREAM, 0)) {
			if (file != null) {
				file.bind(socket, settings.permissions());
			}
			else {
				socket.bind(settings.address().sockaddr());
			}
			socket.listen(settings.backlog());
			bootstrap.channelFactory(() -> newNativeChannel(socket.handOver(), records, settings.maxMessageSize()));
			// It would accept before it has a handler for what it accepts.
			Channel channel = await(bootstrap.option(ChannelOption.AUTO_READ, false).register());
			channel.config().setAutoRead(true);
			return channel;
		}
	}

	private static ServerChannel newNativeChannel(int fd, boolean records, int maxMessageSize) {
		return records ? new SeqpacketServerChannel(fd, maxMessageSize) : new EpollServerDomainSocketChannel(fd, true);
	}

	private static Channel bindByNetty(ServerBootstrap bootstrap, Settings settings, UnixSocketFile file)
			throws IOException {
		bootstrap.channelFactory(NioServerDomainSocketChannel::new);
		return file.bindAside((path) -> await(bootstrap.bind(UnixDomainSocketAddress.of(path))),
				settings.permissions());
	}

	private static Channel await(ChannelFuture future) throws IOException {
		Throwable cause = future.awaitUninterruptibly().cause();
		if (cause != null) {
			throw (cause instanceof IOException ex) ? ex : new IOException(cause.getMessage(), cause);
		}
		return future.channel();
	}

	/**
	 * The channel that accepts.
	 * @return open unless it has died
	 */
	public Channel channel() {
		return this.channel;
	}

	/**
	 * Where it listens.
	 * @return as asked, whatever the kernel knows
	 */
	public SocketAddress address() {
		return this.address;
	}

	/**
	 * Why the channel was closed, if that was because clients cannot find the socket.
	 * @return {@code null} for any other reason
	 */
	public @Nullable IOException failure() {
		return this.failure;
	}

	/**
	 * Remove the file, after the channel was closed.
	 */
	public void release() {
		if (this.file != null) {
			try {
				this.file.close();
			}
			catch (IOException ex) {
				logger.warn("The files of socket " + this.address + " could not be removed: " + ex);
			}
		}
	}

	/**
	 * What to bind.
	 *
	 * @param transport unix or unix-seqpacket
	 * @param address file or abstract name
	 * @param permissions of the file
	 * @param backlog see listen(2)
	 * @param maxMessageSize bytes a record may have
	 */
	public record Settings(Transport transport, UnixSocketAddress address, Set<PosixFilePermission> permissions,
			int backlog, int maxMessageSize) {
	}

}
