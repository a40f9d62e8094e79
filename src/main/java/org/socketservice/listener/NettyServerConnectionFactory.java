package org.socketservice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.socketservice.transport.ChannelOptions;
import org.socketservice.transport.Errno;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.LoopGroup;
import org.socketservice.transport.ChannelOutput;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.UnixServerSocket;

import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.integration.ip.tcp.connection.TcpListener;
import org.springframework.messaging.Message;

/**
 * Spring Integration's view of a listening socket on Netty. Starting it binds, in the
 * calling thread, and fails if that fails; stopping it closes the socket and all
 * connections.
 */
final class NettyServerConnectionFactory extends AbstractServerConnectionFactory {

	/** When to try again after a failure of accept. */
	private static final long RETRY_MILLIS = 100;

	private final String name;

	private final ListenerProperties properties;

	private final EventLoops loops;

	private @Nullable ListenerContext context;

	private Consumer<@Nullable Throwable> whenLost = (cause) -> {
	};

	private volatile @Nullable Channel channel;

	private volatile @Nullable UnixServerSocket unix;

	/**
	 * The port to take again when the socket dies, also where any free one was asked for.
	 */
	private volatile int boundPort;

	NettyServerConnectionFactory(String name, ListenerProperties properties, EventLoops loops) {
		super(properties.transport().hasPorts() ? properties.effectivePort() : 0);
		this.name = name;
		this.properties = properties;
		this.loops = loops;
		setBacklog(properties.backlog());
		setTaskExecutor(Runnable::run);
	}

	void setContext(ListenerContext context) {
		this.context = context;
	}

	ListenerContext context() {
		return Objects.requireNonNull(this.context, "no context");
	}

	/**
	 * Have somebody told when the socket dies without being stopped.
	 * @param whenLost gets the cause, if known, on an event loop
	 */
	void whenLost(Consumer<@Nullable Throwable> whenLost) {
		this.whenLost = whenLost;
	}

	/**
	 * Bind.
	 * @throws ListenerBindException if that is not possible
	 */
	@Override
	public void run() {
		try {
			context().openTls();
			listening(this.properties.transport().isUnix() ? bindUnix() : bindTcp());
		}
		catch (Throwable ex) {
			setActive(false);
			throw new ListenerBindException(this.name, this.properties, ex);
		}
	}

	private Channel bindTcp() throws Throwable {
		InetAddress host = host();
		LoopGroup group = this.loops.tcpListenerGroup(host);
		ServerBootstrap bootstrap = bootstrap(group).channelFactory(() -> group.newTcpServerChannel(host));
		ChannelOptions.tcp(bootstrap, this.properties.tcpNoDelay(), this.properties.keepAlive(),
				bytes(this.properties.sendBuffer()), bytes(this.properties.receiveBuffer()));
		int port = (this.boundPort > 0) ? this.boundPort : this.properties.effectivePort();
		ChannelFuture bound = bootstrap.bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
		if (!bound.isSuccess()) {
			throw bound.cause();
		}
		return bound.channel();
	}

	private Channel bindUnix() throws IOException {
		LoopGroup group = this.loops.groupFor(this.properties.transport());
		UnixSettings.checkAccess(this.properties, group.io());
		ServerBootstrap bootstrap = bootstrap(group);
		ChannelOptions.unix(bootstrap, bytes(this.properties.sendBuffer()));
		UnixServerSocket socket = UnixServerSocket.bind(bootstrap, group.io(), UnixSettings.of(this.properties));
		this.unix = socket;
		return socket.channel();
	}

	private ServerBootstrap bootstrap(LoopGroup group) {
		ServerBootstrap bootstrap = new ServerBootstrap().group(group.acceptLoops(), group.loops())
			.childHandler(new ServerConnectionInitializer(context()));
		ChannelOptions.server(bootstrap, group.io(), getBacklog());
		return bootstrap;
	}

	private static int bytes(org.springframework.util.unit.@Nullable DataSize size) {
		return (size != null) ? Math.toIntExact(size.toBytes()) : 0;
	}

	private @Nullable InetAddress host() throws UnknownHostException {
		String address = this.properties.address();
		return (address != null) ? InetAddress.getByName(address) : null;
	}

	private void listening(Channel channel) {
		channel.pipeline().addLast(new AcceptFailures());
		this.channel = channel;
		this.boundPort = getPort();
		setListening(true);
		channel.closeFuture().addListener((closed) -> {
			setListening(false);
			if (this.channel == channel) {
				this.channel = null;
				setActive(false); // or start() would take it for bound
				this.whenLost.accept(releaseUnix());
			}
		});
		if (getApplicationEventPublisher() != null) {
			getApplicationEventPublisher().publishEvent(new TcpConnectionServerListeningEvent(this, getPort()));
		}
	}

	/**
	 * Stop accepting; connections stay. Those in the backlog are accepted first. On
	 * return all of them are known.
	 */
	void stopListening() {
		Channel channel = this.channel;
		this.channel = null;
		setListening(false);
		if (channel != null) {
			LastConnections.acceptAndClose(channel);
			this.loops.awaitTurn();
		}
		releaseUnix();
		setActive(false); // not before the last connection is known, or it would be
							// closed
	}

	/** Remove the socket file, if there is one, after the socket was closed. */
	private @Nullable Throwable releaseUnix() {
		UnixServerSocket socket = this.unix;
		this.unix = null;
		if (socket == null) {
			return null;
		}
		socket.release();
		return socket.failure();
	}

	/**
	 * Close the socket as if it had died, for the recovery to notice.
	 */
	void lose() {
		Channel channel = this.channel;
		if (channel != null) {
			channel.close();
		}
	}

	/**
	 * Pause or go on accepting; Netty does so by itself when accept fails.
	 */
	void setAccepting(boolean accepting) {
		Channel channel = this.channel;
		if (channel != null) {
			channel.config().setAutoRead(accepting);
		}
	}

	@Override
	public void stop() {
		stopListening();
		this.boundPort = 0;
		super.stop();
	}

	@Override
	public int getPort() {
		return (getServerSocketAddress() instanceof InetSocketAddress address) ? address.getPort() : super.getPort();
	}

	@Override
	@SuppressWarnings("NullAway") // null while not bound, as Spring Integration has it
	public @Nullable SocketAddress getServerSocketAddress() {
		Channel channel = this.channel;
		UnixServerSocket unix = this.unix;
		return (unix != null) ? unix.address() : (channel != null) ? channel.localAddress() : null;
	}

	NettyTcpConnection newConnection(Channel channel, ChannelOutput output, NettyTcpConnection.Closer closer) {
		NettyTcpConnection connection = new NettyTcpConnection(channel, output, closer, true, isLookupHost(),
				getApplicationEventPublisher(), this.name);
		return connection;
	}

	TcpConnectionSupport wrap(NettyTcpConnection connection) {
		TcpConnectionSupport outermost = wrapConnection(connection);
		initializeConnection(outermost, new java.net.Socket());
		return outermost;
	}

	void opened(NettyTcpConnection connection) {
		connection.publishConnectionOpenEvent();
	}

	void deliver(NettyTcpConnection connection, Message<?> message) {
		TcpListener listener = connection.getListener();
		if (listener != null) {
			listener.onMessage(message);
		}
	}

	void closed(TcpConnectionSupport outermost, NettyTcpConnection connection) {
		this.connections.remove(outermost.getConnectionId());
		connection.closed();
		if (outermost != connection) {
			outermost.getSenders().forEach((sender) -> sender.removeDeadConnection(outermost));
		}
	}

	/**
	 * Failures of accept, such as running out of descriptors. Netty stops accepting for a
	 * second, which is long for those who wait: it is told to go on before. A socket that
	 * has died underneath is closed, to be bound again.
	 */
	private final class AcceptFailures extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext channelContext, Throwable cause) {
			Exception exception = (cause instanceof Exception ex) ? ex : new IOException(cause);
			context().acceptFailures().failed(exception);
			publishServerExceptionEvent(exception);
			Channel channel = channelContext.channel();
			Errno errno = Errno.of(cause);
			if (errno == Errno.EINVAL || errno == Errno.EBADF || errno == Errno.ENOTSOCK) {
				channel.close();
			}
			else {
				channel.eventLoop()
					.schedule(() -> channel.config().setAutoRead(true), RETRY_MILLIS, TimeUnit.MILLISECONDS);
			}
		}

	}

}
