package org.socketservice.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLSession;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.LogText;
import org.socketservice.connection.OncePerMinute;
import org.socketservice.framing.FrameReader;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/**
 * A connection as Spring Integration knows it: sending, closing, events, interceptors.
 * What it does with bytes is left to its {@link FramedChannel} and {@link ChannelOutput}.
 */
public final class NettyTcpConnection extends TcpConnectionSupport {

	private static final OncePerMinute FAILED_REPLIES = new OncePerMinute();

	private final Channel channel;

	private final ChannelOutput output;

	private final Closer closer;

	private volatile boolean closing;

	private volatile boolean opened;

	private byte @Nullable [] payload;

	private volatile boolean replying;

	private int terminator;

	private @Nullable String refused;

	/**
	 * Create a connection.
	 * @param channel its channel
	 * @param output where its messages go
	 * @param closer closes the channel in the right order
	 * @param server whether the peer connected to us
	 * @param lookupHost whether to ask the name service for the peer's name
	 * @param publisher of open and close events
	 * @param factoryName the name of the connection factory
	 */
	public NettyTcpConnection(Channel channel, ChannelOutput output, Closer closer, boolean server, boolean lookupHost,
			@Nullable ApplicationEventPublisher publisher, @Nullable String factoryName) {
		super(new ChannelSocket(channel), server, lookupHost, publisher, factoryName);
		this.channel = channel;
		this.output = output;
		this.closer = closer;
	}

	@Override
	public void close() {
		if (!this.closing) {
			this.closing = true;
			if (this.opened) {
				execute(this.closer::close);
			}
			else {
				// Its owner is still being made, and so is the interceptor that closes.
				this.channel.eventLoop().execute(this.closer::close);
			}
		}
		super.close();
	}

	/**
	 * The channel has been closed: tell senders and listeners of events.
	 */
	public void closed() {
		this.closing = true;
		super.close();
	}

	/**
	 * Who owns the channel.
	 * @return as given
	 */
	public Closer closer() {
		return this.closer;
	}

	@Override
	public boolean isOpen() {
		return !this.closing && this.channel.isActive();
	}

	/**
	 * Send a message from any thread. Returns when the bytes are queued in order.
	 * @param message with a payload of bytes or text
	 * @throws UncheckedIOException if the connection is closed
	 */
	@Override
	public void send(Message<?> message) {
		Object mapped = getMapper().fromMessage(message);
		if (!(mapped instanceof byte[] bytes)) {
			throw new IllegalArgumentException("A message must have bytes or text as its payload, not " + mapped);
		}
		if (this.replying && this.channel.eventLoop().inEventLoop()) {
			this.refused = this.output.append(bytes, this.terminator);
			return;
		}
		if (!isOpen()) {
			throw new UncheckedIOException(new EOFException("Connection is closed: " + getConnectionId()));
		}
		execute(() -> {
			String refused = this.closer.sending(bytes);
			if (refused == null) {
				refused = this.output.append(bytes, FrameReader.LF);
			}
			if (refused != null) {
				IOException failure = new IOException(refused);
				publishConnectionExceptionEvent(failure);
				this.closer.refused(failure);
			}
			this.output.flush();
		});
	}

	/**
	 * Send a reply through the interceptors around this connection. Belongs to the event
	 * loop; to be flushed afterwards.
	 * @param outermost the outermost interceptor
	 * @param reply the bytes without a frame
	 * @param terminator that of the request, see {@link FrameReader#terminator()}
	 * @return {@code null}, or why the reply was not appended
	 */
	public @Nullable String reply(TcpConnectionSupport outermost, byte[] reply, int terminator) {
		this.replying = true;
		this.terminator = terminator;
		this.refused = null;
		try {
			outermost.send(new GenericMessage<>(reply));
			return this.refused;
		}
		catch (RuntimeException ex) {
			if (FAILED_REPLIES.isDue(ex.getClass().getName())) {
				this.logger.warn(LogText.escape("Interceptor failed on " + getConnectionId()), LogText.escape(ex));
			}
			return "reply not sent";
		}
		finally {
			this.replying = false;
		}
	}

	/**
	 * Headers of every message that comes in here, with the types that Spring Integration
	 * gives them.
	 * @param listener the name of the listener
	 * @return those of {@link IpHeaders} and {@link SocketHeaders}
	 */
	public Map<String, Object> headers(String listener) {
		Map<String, Object> headers = new HashMap<>(Map.of(IpHeaders.CONNECTION_ID, getConnectionId(),
				IpHeaders.HOSTNAME, getHostName(), IpHeaders.IP_ADDRESS, getHostAddress(), IpHeaders.REMOTE_PORT,
				getPort(), SocketHeaders.LISTENER, listener));
		if (this.channel.localAddress() instanceof InetSocketAddress local) {
			headers.put(IpHeaders.LOCAL_ADDRESS, local.getAddress());
		}
		SSLSession session = getSslSession();
		if (session != null) {
			SocketHeaders.addTls(headers, session);
		}
		ProxiedPeer proxied = ProxiedPeer.of(this.channel);
		if (proxied != null) {
			headers.putAll(proxied.headers());
		}
		return Map.copyOf(headers);
	}

	private void execute(Runnable task) {
		EventLoop loop = this.channel.eventLoop();
		if (loop.inEventLoop()) {
			task.run();
		}
		else {
			loop.execute(task);
		}
	}

	/**
	 * Set what {@link #getPayload()} returns; for mappers, on the event loop.
	 * @param payload the message just received
	 */
	public void setPayload(byte[] payload) {
		this.payload = payload;
	}

	@Override
	public @Nullable Object getPayload() {
		return this.payload;
	}

	@Override
	public int getPort() {
		return (ProxiedPeer.remoteAddress(this.channel) instanceof InetSocketAddress address) ? address.getPort() : 0;
	}

	@Override
	public Object getDeserializerStateKey() {
		return this.channel;
	}

	@Override
	@SuppressWarnings("NullAway") // null without TLS, as Spring Integration has it
	public @Nullable SSLSession getSslSession() {
		SslHandler handler = this.channel.pipeline().get(SslHandler.class);
		return (handler != null) ? handler.engine().getSession() : null;
	}

	@Override
	public void shutdownInput() {
		((DuplexChannel) this.channel).shutdownInput();
	}

	/** Ends the output behind what has been written. */
	@Override
	public void shutdownOutput() {
		execute(() -> {
			this.output.end();
			this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
				.addListener((sent) -> ((DuplexChannel) this.channel).shutdownOutput());
		});
	}

	/** Reads are driven by the event loop. */
	@Override
	public void run() {
	}

	@Override
	public void publishConnectionOpenEvent() {
		this.opened = true;
		super.publishConnectionOpenEvent();
	}

	@Override
	public void publishConnectionExceptionEvent(Throwable cause) {
		super.publishConnectionExceptionEvent(cause);
	}

	/**
	 * Tell whoever waits for a reply that none will come.
	 * @param cause why
	 */
	public void fail(Exception cause) {
		sendExceptionToListener(cause);
	}

	/**
	 * Closes a connection in order, and may follow what is sent. All methods are called
	 * on the event loop.
	 */
	@FunctionalInterface
	public interface Closer {

		/**
		 * Close after what has been written is sent.
		 */
		void close();

		/**
		 * A message is about to be framed and sent.
		 * @param message the bytes without a frame
		 * @return {@code null}, or why it must not be sent
		 */
		default @Nullable String sending(byte[] message) {
			return null;
		}

		/**
		 * The message announced last was not sent.
		 * @param cause why
		 */
		default void refused(IOException cause) {
		}

	}

}
