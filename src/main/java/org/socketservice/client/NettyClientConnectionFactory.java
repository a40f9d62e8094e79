package org.socketservice.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.socketservice.transport.ChannelOptions;
import org.socketservice.transport.Errno;
import org.socketservice.transport.LoopGroup;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.SeqpacketClient;
import org.socketservice.transport.TlsHandler;
import org.socketservice.transport.Transport;
import org.socketservice.transport.UnixSocketAddress;

import org.springframework.integration.ip.tcp.connection.AbstractClientConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

/**
 * Spring Integration's view of connecting to a server on Netty, over TCP or a Unix
 * socket. Connecting waits in the calling thread.
 */
final class NettyClientConnectionFactory extends AbstractClientConnectionFactory {

	private final ClientContext context;

	NettyClientConnectionFactory(ClientContext context) {
		super(context.properties().host(), context.properties().port());
		this.context = context;
		setSingleUse(true);
	}

	@Override
	public void start() {
		setActive(true);
	}

	/**
	 * Connect to the first of the host's addresses that accepts.
	 * @return a connection that is open
	 * @throws UncheckedIOException with what the last address answered
	 */
	@Override
	protected TcpConnectionSupport buildNewConnection() {
		try {
			return newConnection(connect());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ClientChannel connect() throws IOException {
		String path = this.context.server().path();
		Duration timeout = this.context.properties().connectTimeout();
		LoopGroup group = this.context.loops().groupFor(this.context.server().transport());
		if (this.context.server().transport() == Transport.UNIX_SEQPACKET && path != null) {
			Initializer initializer = new Initializer();
			Bootstrap bootstrap = newBootstrap(group, 0).handler(initializer);
			int max = Math.toIntExact(this.context.properties().effectiveMaxMessageSize().toBytes());
			await(SeqpacketClient.connect(bootstrap, new UnixSocketAddress(path), max));
			return initializer.created();
		}
		if (path != null) {
			Bootstrap bootstrap = newBootstrap(group, ClientContext.millis(timeout)).channel(group.unixChannel());
			return connect(group.unixAddress(path), bootstrap);
		}
		long begin = System.nanoTime();
		IOException failure = null;
		for (InetAddress address : this.context.server().lookup()) {
			Duration left = timeout.minusNanos(System.nanoTime() - begin);
			if (!timeout.isZero() && !left.isPositive()) {
				break;
			}
			Bootstrap bootstrap = newBootstrap(group, timeout.isZero() ? 0 : ClientContext.millis(left));
			ChannelOptions.tcp(bootstrap.channel(group.tcpChannel()));
			try {
				return connect(new InetSocketAddress(address, this.context.server().port()), bootstrap);
			}
			catch (InterruptedIOException ex) {
				throw ex;
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		throw (failure != null) ? failure : new ConnectException(Errno.ETIMEDOUT.text());
	}

	private static Bootstrap newBootstrap(LoopGroup group, int timeoutMillis) {
		Bootstrap bootstrap = new Bootstrap().group(group.loops());
		ChannelOptions.client(bootstrap, group.io(), timeoutMillis);
		return bootstrap;
	}

	private ClientChannel connect(SocketAddress address, Bootstrap bootstrap) throws IOException {
		Initializer initializer = new Initializer();
		ChannelFuture connected = bootstrap.handler(initializer).connect(address);
		await(connected);
		ClientChannel created = initializer.created();
		TlsHandler tls = created.framed().tls();
		if (tls != null) {
			secure(tls, connected.channel());
		}
		return created;
	}

	private static void await(ChannelFuture connected) throws IOException {
		try {
			connected.await();
		}
		catch (InterruptedException ex) {
			connected.cancel(false);
			connected.channel().close();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while connecting");
		}
		check(connected);
	}

	private static void secure(TlsHandler tls, Channel channel) throws IOException {
		try {
			check(tls.handshakeFuture().await());
		}
		catch (InterruptedException ex) {
			channel.close();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted during the TLS handshake");
		}
	}

	private static void check(Future<?> done) throws IOException {
		Throwable failure = done.cause();
		if (failure != null) {
			throw (failure instanceof IOException ex) ? ex : new IOException(failure);
		}
	}

	private TcpConnectionSupport newConnection(ClientChannel client) {
		NettyTcpConnection tcp = new NettyTcpConnection(client.channel(), client.framed().output(), client, false,
				isLookupHost(), getApplicationEventPublisher(), this.context.name());
		client.attach(tcp);
		TcpConnectionSupport outermost = wrapConnection(tcp);
		initializeConnection(outermost, new java.net.Socket());
		tcp.publishConnectionOpenEvent();
		client.channel().closeFuture().addListener((closed) -> closed(outermost, tcp));
		return outermost;
	}

	private void closed(TcpConnectionSupport outermost, NettyTcpConnection tcp) {
		this.connections.remove(outermost.getConnectionId());
		tcp.closed();
		if (outermost != tcp) {
			outermost.getSenders().forEach((sender) -> sender.removeDeadConnection(outermost));
		}
	}

	/**
	 * Take a connection out of the pool.
	 * @param pooled the connection, in whatever it is wrapped
	 * @return whether it may be used; if not, it is closed
	 */
	static boolean claim(TcpConnectionSupport pooled) {
		TcpConnectionSupport connection = pooled;
		while (connection instanceof TcpConnectionInterceptorSupport wrapper) {
			connection = wrapper.getTheConnection();
		}
		return ((NettyTcpConnection) connection).closer() instanceof ClientChannel channel && channel.claim();
	}

	/** Keeps the handler made on the event loop for who connects. */
	private final class Initializer extends ChannelInitializer<Channel> {

		private volatile @Nullable ClientChannel created;

		@Override
		protected void initChannel(Channel channel) {
			ClientChannel client = new ClientChannel(NettyClientConnectionFactory.this.context, channel);
			channel.pipeline().addLast(client.framed().handlers());
			this.created = client;
		}

		ClientChannel created() {
			ClientChannel client = this.created;
			if (client == null) {
				throw new IllegalStateException("Connected without having been initialized");
			}
			return client;
		}

	}

}
