package org.socketservice.listener;

import java.io.IOException;
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

	private final ConnectionPeer peer;

	private final FramedChannel framed;

	private final Exchange exchange;

	private final NettyTcpConnection tcp;

	private final TcpConnectionSupport outermost;

	private final Instant opened = Instant.now();

	private final long openedNanos = System.nanoTime();

	private final ConnectionDrain drain;

	private final ConnectionClose close;

	private final QuietPeriod quiet;

	private final ReadLimits limits;

	private final IdleTimeout idle;

	private volatile @Nullable Map<String, Object> headers;

	private @Nullable CloseReason afterReplies;

	private int slot;

	ServerConnection(ListenerContext context, Channel channel, ConnectionPeer peer) {
		this.context = context;
		this.channel = channel;
		this.peer = peer;
		this.loop = context.loop(channel.eventLoop());
		this.framed = new FramedChannel(channel, context.framing(),
				Math.toIntExact(context.properties().maxMessageSize().toBytes()), this, this.loop.traffic(),
				!context.isTls());
		this.exchange = context.gateway().newExchange(this, this.loop.traffic(), channel.eventLoop(), this::headers);
		this.tcp = context.factory()
			.newConnection(channel, this.framed.output(), () -> close(CloseReason.CLOSED_LOCALLY));
		this.outermost = context.factory().wrap(this.tcp);
		this.close = new ConnectionClose(channel, this.framed, context.lingerNanos());
		this.quiet = new QuietPeriod(this.framed, context.quietNanos());
		this.limits = new ReadLimits(context, this.framed);
		this.idle = new IdleTimeout(this.framed, context.idleTimeoutNanos());
		this.drain = new ConnectionDrain(this, this.framed, this.exchange);
	}

	FramedChannel framed() {
		return this.framed;
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
		this.context.closed(this.peer.address(), this.close.reason(), System.nanoTime() - this.openedNanos);
		this.context.factory().closed(this.outermost, this.tcp);
	}

	@Override
	public void onException(Throwable cause) {
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
		if (this.close.isBegun()) {
			this.close.tick(now);
			return;
		}
		this.exchange.tick(now);
		long begun = this.framed.messageBegun();
		long timeout = this.context.messageTimeoutNanos();
		if (begun != 0 && timeout > 0 && now - begun >= timeout) {
			this.framed.discardInput();
			this.exchange.refuse("message timeout", CloseReason.MESSAGE_TIMEOUT);
		}
		else if (this.exchange.isIdle() && !this.close.isBegun() && this.idle.isOver(now)) {
			end(CloseReason.IDLE_TIMEOUT);
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
		return this.opened;
	}

	@Override
	public ConnectionInfo info() {
		long idle = System.nanoTime() - this.framed.lastActivity();
		return new ConnectionInfo(id(), listener(), this.context.transport(), this.peer.local(), this.peer.remote(),
				this.peer.credentials(), null, this.opened, Instant.now().minusNanos(idle), this.framed.messages(),
				this.framed.bytesReceived(), this.framed.output().bytesSent());
	}

	private Map<String, Object> headers() {
		Map<String, Object> headers = this.headers;
		if (headers == null) {
			headers = this.peer.headers(this.tcp, listener());
			this.headers = headers;
		}
		return headers;
	}

}
