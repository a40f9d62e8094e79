package org.socketservice.client;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.Channel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.framing.FramingException;
import org.socketservice.transport.FrameListener;
import org.socketservice.transport.FramedChannel;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.TimeoutSweep;
import org.socketservice.transport.TlsContext;
import org.socketservice.transport.TlsHandler;

import org.springframework.integration.ip.tcp.connection.TcpListener;
import org.springframework.messaging.Message;

/**
 * One pooled connection: passes replies on and tells whoever waits when none will come.
 * At most one request is out at a time; a message that answers none would be taken for
 * the reply to the next request, so it ends the connection. Everything but
 * {@link #claim()} belongs to the event loop.
 */
final class ClientChannel implements FrameListener, NettyTcpConnection.Closer, TimeoutSweep.Swept {

	private static final Log logger = LogFactory.getLog(ClientChannel.class);

	/** Who has sent nothing for so long after connecting or a claim is not going to. */
	private static final long ABANDONED = TimeUnit.MINUTES.toNanos(1);

	private final ClientContext context;

	private final Channel channel;

	private final FramedChannel framed;

	private @Nullable NettyTcpConnection tcp;

	private @Nullable IOException failure;

	private final AtomicInteger outstanding = new AtomicInteger();

	private int slot;

	// Guarded by this

	private long lastClaim = System.nanoTime();

	private boolean claimed;

	private boolean unsent = true;

	private boolean expired;

	ClientChannel(ClientContext context, Channel channel) {
		this.context = context;
		this.channel = channel;
		this.framed = new FramedChannel(channel, context.framing(),
				Math.toIntExact(context.properties().effectiveMaxMessageSize().toBytes()), this,
				context.state(channel.eventLoop()).traffic(), newTls(context));
	}

	private static @Nullable TlsHandler newTls(ClientContext context) {
		TlsContext tls = context.tls();
		return (tls != null) ? new TlsHandler(tls.newClientEngine(context.server().host(), context.server().port()),
				context.properties().connectTimeout(), Duration.ZERO) : null;
	}

	Channel channel() {
		return this.channel;
	}

	FramedChannel framed() {
		return this.framed;
	}

	/**
	 * Have replies delivered.
	 * @param tcp the connection's face to Spring Integration, before the first request
	 */
	void attach(NettyTcpConnection tcp) {
		this.tcp = tcp;
	}

	/**
	 * Take the connection out of the pool. A new one is always good; one that was pooled
	 * is not if it is closed, expires right now, or still owes a reply. What no claim can
	 * tell is whether the server's FIN is under way: then the request ends in an error
	 * although the server may be there.
	 * @return whether it may be used
	 */
	boolean claim() {
		synchronized (this) {
			if (!this.claimed || (!this.expired && this.outstanding.get() == 0 && this.channel.isActive())) {
				this.claimed = true;
				this.unsent = true;
				this.lastClaim = System.nanoTime();
				return true;
			}
		}
		this.channel.close();
		return false;
	}

	// From Spring Integration

	@Override
	public @Nullable String sending(byte[] message) {
		this.outstanding.incrementAndGet();
		synchronized (this) {
			this.unsent = false;
		}
		if (this.failure != null || !this.channel.isActive()) {
			return "connection closed";
		}
		try {
			this.context.framing().checkRequest(message);
			return null;
		}
		catch (FramingException ex) {
			return ex.getMessage();
		}
	}

	@Override
	public void refused(IOException cause) {
		fail(cause);
		if (!this.channel.isOpen()) {
			tellWaiting();
		}
	}

	@Override
	public void close() {
		TlsHandler tls = this.framed.tls();
		if (tls != null && !tls.isHandshaking() && this.framed.output().pendingBytes() == 0) {
			tls.closeOutbound().addListener((sent) -> this.channel.close());
		}
		else {
			this.channel.close();
		}
	}

	// From the channel

	@Override
	public void onActive() {
		this.context.counts().opened();
		this.context.state(this.channel.eventLoop()).sweep().add(this);
	}

	@Override
	public void onMessage(byte[] message, int terminator) {
		NettyTcpConnection tcp = this.tcp;
		if (this.outstanding.get() == 0 || tcp == null) {
			fail(new IOException("the server sent a message that answers no request"));
			return;
		}
		this.outstanding.decrementAndGet();
		tcp.setPayload(message);
		Message<?> reply = tcp.getMapper().toMessage(tcp);
		TcpListener listener = tcp.getListener();
		if (listener != null && reply != null) {
			listener.onMessage(reply);
		}
	}

	@Override
	public void onEcho(byte[] terminator) {
		// only after a quiet period, which clients do not have
	}

	@Override
	public void onBatch(long readAt) {
	}

	@Override
	public void onUnreadable(FramingException cause) {
		fail(new IOException(cause.getMessage(), cause));
	}

	@Override
	public boolean isFull() {
		return this.failure != null;
	}

	@Override
	public void onInputEnd() {
		fail(new EOFException("Connection closed by the server"));
	}

	@Override
	public void onException(Throwable cause) {
		fail((cause instanceof IOException ex) ? ex : new IOException(cause));
	}

	private void fail(IOException cause) {
		if (this.failure == null) {
			this.failure = cause;
			if (logger.isDebugEnabled()) {
				logger.debug("Connection of client " + this.context.name() + " to " + this.context.server() + " ends",
						cause);
			}
			this.channel.close();
		}
	}

	@Override
	public void onInactive() {
		this.context.state(this.channel.eventLoop()).sweep().remove(this);
		this.context.counts().closed();
		tellWaiting();
	}

	private void tellWaiting() {
		NettyTcpConnection tcp = this.tcp;
		if (tcp != null && this.outstanding.getAndSet(0) > 0) {
			IOException failure = this.failure;
			tcp.fail((failure != null) ? failure : new EOFException("Connection closed"));
		}
	}

	// Idle timeout

	@Override
	public void tick(long now) {
		long timeout = this.context.properties().idleTimeout().toNanos();
		if (timeout > 0 && this.outstanding.get() == 0 && now - this.framed.lastActivity() >= timeout) {
			synchronized (this) {
				this.expired = now - this.lastClaim >= (this.unsent ? Math.max(timeout, ABANDONED) : timeout);
			}
			if (this.expired) {
				this.channel.close();
			}
		}
	}

	@Override
	public int slot() {
		return this.slot;
	}

	@Override
	public void setSlot(int slot) {
		this.slot = slot;
	}

}
