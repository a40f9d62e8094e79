package org.socketservice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.LiveConnection;
import org.socketservice.framing.FrameReader;
import org.socketservice.framing.FramingException;
import org.socketservice.gateway.Exchange;
import org.socketservice.gateway.ReplyOutput;
import org.socketservice.transport.FrameListener;
import org.socketservice.transport.FramedChannel;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.TimeoutSweep;

import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

/**
 * One accepted connection: passes messages to its {@link Exchange} and replies back, and
 * ends in the right order. Everything but {@link LiveConnection} belongs to its event
 * loop.
 */
final class ServerConnection implements FrameListener, ReplyOutput, LiveConnection, TimeoutSweep.Swept {

	private final ListenerContext context;

	private final ListenerContext.LoopState loop;

	private final Channel channel;

	private final @Nullable InetAddress peer;

	private final FramedChannel framed;

	private final Exchange exchange;

	private final NettyTcpConnection tcp;

	private final TcpConnectionSupport outermost;

	private final ConnectionView view;

	private final ConnectionSecurity security;

	private final long openedNanos = System.nanoTime();

	private final ConnectionDrain drain;

	private final ConnectionClose close;

	private final QuietPeriod quiet;

	private final ReadLimits limits;

	private final ConnectionTimeouts timeouts;

	private @Nullable CloseReason afterReplies;

	private int slot;

	/**
	 * Make a connection of a channel that was admitted.
	 * @param context of its listener
	 * @param channel just accepted
	 * @param peer the address it was admitted under
	 */
	ServerConnection(ListenerContext context, Channel channel, @Nullable InetAddress peer) {
		this.context = context;
		this.channel = channel;
		this.peer = peer;
		this.loop = context.loop(channel.eventLoop());
		this.framed = new FramedChannel(channel, context.framing(),
				Math.toIntExact(context.properties().maxMessageSize().toBytes()), this, this.loop.traffic(),
				context.newTls());
		this.exchange = context.gateway().newExchange(this, this.loop.traffic(), channel.eventLoop(), this::headers);
		this.tcp = context.factory()
			.newConnection(channel, this.framed.output(), () -> close(CloseReason.CLOSED_LOCALLY));
		this.outermost = context.factory().wrap(this.tcp);
		this.view = new ConnectionView(context, channel, this.framed, this.tcp);
		this.close = new ConnectionClose(channel, this.framed, context.lingerNanos());
		this.security = new ConnectionSecurity(context, channel, this.view, this.close);
		this.quiet = new QuietPeriod(this.framed, context.quietNanos());
		this.limits = new ReadLimits(context, this.framed);
		this.timeouts = new ConnectionTimeouts(context, this.framed, this.exchange, this.close, this);
		this.drain = new ConnectionDrain(this, this.framed, this.exchange);
	}

	/** Take the channel over; late if it is active and nobody will say so any more. */
	void start(boolean late) {
		this.channel.pipeline().addLast(this.framed.handlers());
		if (late) {
			this.channel.pipeline().fireChannelActive();
		}
	}

	@Override
	public void onActive() {
		this.context.registry().add(this);
		this.loop.add(this);
		this.context.factory().opened(this.tcp);
		if (this.context.drained().isDraining()) {
			drain(); // accepted while the listener was told to
		}
	}

	@Override
	public void onMessage(byte[] message, int terminator) {
		this.limits.onMessage();
		if (this.outermost == this.tcp) {
			this.exchange.request(message, terminator);
		}
		else {
			this.context.factory().deliver(this.tcp, this.exchange.message(message, terminator));
		}
	}

	@Override
	public void onEcho(byte[] terminator) {
		this.exchange.echo(terminator);
	}

	@Override
	public void onBatch(long readAt) {
		this.exchange.batchEnd(readAt);
		this.quiet.onBatch();
		if (this.afterReplies != null && this.exchange.isIdle()) {
			end(this.afterReplies); // a service has closed the connection it was asked by
		}
	}

	@Override
	public void onUnreadable(FramingException cause) {
		CloseReason close = (cause.kind() == FramingException.Kind.TOO_LONG) ? CloseReason.TOO_LONG
				: CloseReason.MALFORMED;
		this.exchange.refuse(String.valueOf(cause.getMessage()), close);
	}

	@Override
	public boolean isFull() {
		return this.exchange.isFull() || this.limits.isExceeded();
	}

	@Override
	public void onInputEnd() {
		this.close.inputEnded();
		if (this.exchange.isIdle()) {
			end(CloseReason.PEER);
		}
	}

	@Override
	public void onInactive() {
		this.loop.remove(this);
		this.context.registry().remove(this);
		this.framed.output().closed();
		this.exchange.close();
		this.context.log().closed(this, this.framed.output().messagesSent(), this.close.reason());
		this.context.closed(this.peer, this.close.reason(), System.nanoTime() - this.openedNanos);
		this.context.factory().closed(this.outermost, this.tcp);
	}

	@Override
	public void onEvent(Object event) {
		this.security.onEvent(event);
	}

	@Override
	public void onException(Throwable cause) {
		if (this.security.isFailing(cause)) {
			this.context.log().failed(id(), cause, false);
			return;
		}
		boolean begun = this.close.isBegun();
		boolean peer = cause instanceof IOException;
		if (this.close.now(peer ? CloseReason.RESET : CloseReason.FAILURE)) {
			this.context.log().failed(id(), cause, !begun && !peer);
			this.tcp.publishConnectionExceptionEvent(cause);
		}
	}

	@Override
	public @Nullable String write(byte[] reply, int terminator) {
		if (this.outermost == this.tcp) {
			return this.framed.output().append(reply, terminator);
		}
		return this.tcp.reply(this.outermost, reply, terminator);
	}

	@Override
	public boolean writeError(byte[] reply, int terminator) {
		return write(reply, (terminator != FrameReader.NONE) ? terminator : FrameReader.LF) == null;
	}

	@Override
	public void echo(byte[] bytes) {
		this.framed.output().append(bytes, FrameReader.NONE);
	}

	@Override
	public void flush() {
		this.framed.output().flush();
	}

	@Override
	public void resume() {
		this.framed.resume();
	}

	@Override
	public void idle() {
		if (this.afterReplies != null) {
			end(this.afterReplies);
		}
		else if (this.framed.isInputClosed() && !this.framed.hasRest()) {
			end(CloseReason.PEER);
		}
		else {
			this.drain.idle();
		}
	}

	@Override
	public void close(CloseReason reason) {
		if (!this.channel.eventLoop().inEventLoop()) {
			this.channel.eventLoop().execute(() -> close(reason));
		}
		else if (this.exchange.isIdle()) {
			end(reason);
		}
		else {
			this.framed.discardInput();
			this.afterReplies = reason;
		}
	}

	@Override
	public void end(CloseReason reason) {
		if (!this.close.isBegun()) {
			this.close.begin(reason);
			this.exchange.close();
		}
	}

	void cut() {
		this.close.now(CloseReason.CUT);
	}

	void drain() {
		this.drain.begin();
	}

	@Override
	public void tick(long now) {
		this.timeouts.tick(now);
	}

	@Override
	public int slot() {
		return this.slot;
	}

	@Override
	public void setSlot(int slot) {
		this.slot = slot;
	}

	@Override
	public String id() {
		return this.tcp.getConnectionId();
	}

	@Override
	public String listener() {
		return this.context.name();
	}

	@Override
	public Instant opened() {
		return this.view.opened();
	}

	@Override
	public ConnectionInfo info() {
		return this.view.info();
	}

	private Map<String, Object> headers() {
		return this.view.headers();
	}

}
