package org.socketservice.listener;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.LiveConnection;
import org.socketservice.framing.FramingException;
import org.socketservice.gateway.Exchange;
import org.socketservice.gateway.ReplyOutput;
import org.socketservice.transport.FrameListener;
import org.socketservice.transport.FramedChannel;
import org.socketservice.transport.NettyTcpConnection;
import org.socketservice.transport.TimeoutSweep;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.support.GenericMessage;

/**
 * One accepted connection: passes messages to its {@link Exchange} and replies back, and
 * ends in the right order. Everything but {@link LiveConnection} belongs to its event
 * loop.
 */
final class ServerConnection implements FrameListener, ReplyOutput, LiveConnection, TimeoutSweep.Swept {

	private static final Log logger = LogFactory.getLog(ServerConnection.class);

	private final ListenerContext context;

	private final ListenerContext.LoopState loop;

	private final Channel channel;

	private final FramedChannel framed;

	private final Exchange exchange;

	private final NettyTcpConnection tcp;

	private final TcpConnectionSupport outermost;

	private final Instant opened = Instant.now();

	private final long openedNanos = System.nanoTime();

	private final ConnectionDrain drain;

	private volatile @Nullable Map<String, Object> headers;

	private @Nullable CloseReason reason;

	private boolean answeredAll;

	private boolean outputShut;

	private boolean quietScheduled;

	private long closeDeadline;

	private long pendingAtDeadline;

	private int slot;

	ServerConnection(ListenerContext context, Channel channel) {
		this.context = context;
		this.channel = channel;
		this.loop = context.loop(channel.eventLoop());
		this.framed = new FramedChannel(context.properties().framing(),
				Math.toIntExact(context.properties().maxMessageSize().toBytes()), this, this.loop.traffic(),
				!context.isTls());
		this.exchange = context.gateway().newExchange(this, this.loop.traffic(), channel.eventLoop(), this::headers);
		this.tcp = context.factory().newConnection(channel, this.framed, () -> close(CloseReason.CLOSED_LOCALLY));
		this.outermost = context.factory().wrap(this.tcp);
		this.drain = new ConnectionDrain(this, this.framed, this.exchange);
	}

	FramedChannel framed() {
		return this.framed;
	}

	Channel channel() {
		return this.channel;
	}

	// From the channel

	@Override
	public void onActive() {
		this.context.factory().opened(this.tcp);
		this.context.registry().add(this);
		this.loop.add(this);
	}

	@Override
	public void onMessage(byte[] message, int terminator) {
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
		if (this.context.quietNanos() > 0 && !this.quietScheduled && this.framed.isQuietPossible()) {
			scheduleQuiet(this.context.quietNanos());
		}
	}

	private void scheduleQuiet(long delay) {
		this.quietScheduled = true;
		this.channel.eventLoop().schedule(this::checkQuiet, delay, TimeUnit.NANOSECONDS);
	}

	private void checkQuiet() {
		this.quietScheduled = false;
		long left = this.context.quietNanos() - (System.nanoTime() - this.framed.lastRead());
		if (this.channel.isActive() && this.framed.isQuietPossible()) {
			if (left <= 0) {
				this.framed.takeQuiet();
			}
			else {
				scheduleQuiet(left);
			}
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
		return this.exchange.isFull();
	}

	@Override
	public void onInputEnd() {
		if (this.outputShut) {
			this.channel.close();
		}
		else if (this.exchange.isIdle()) {
			close(CloseReason.PEER);
		}
	}

	@Override
	public void onInactive() {
		this.loop.remove(this);
		this.context.registry().remove(this);
		this.exchange.close();
		this.context.closed(closeReason(), this.answeredAll, System.nanoTime() - this.openedNanos);
		this.context.factory().closed(this.outermost, this.tcp);
	}

	private CloseReason closeReason() {
		if (this.reason != null) {
			return this.reason;
		}
		return this.framed.isInputClosed() ? CloseReason.PEER : CloseReason.RESET;
	}

	@Override
	public void onException(Throwable cause) {
		if (logger.isDebugEnabled()) {
			logger.debug("Connection " + id() + " of listener " + listener() + " failed", cause);
		}
		if (this.reason == null) {
			this.reason = (cause instanceof IOException) ? CloseReason.RESET : CloseReason.FAILURE;
			if (this.reason == CloseReason.FAILURE) {
				logger.warn("Connection " + id() + " of listener " + listener() + " is closed by a failure", cause);
			}
		}
		this.tcp.publishConnectionExceptionEvent(cause);
		this.channel.close();
	}

	// From the exchange

	@Override
	public @Nullable String write(byte[] reply, int terminator) {
		if (this.outermost == this.tcp) {
			return this.framed.append(reply, terminator);
		}
		this.outermost.send(new GenericMessage<>(reply));
		return null;
	}

	@Override
	public void flush() {
		this.framed.flush();
	}

	@Override
	public void resume() {
		this.framed.resume();
	}

	@Override
	public void idle() {
		if (this.framed.isInputClosed() && !this.framed.hasRest()) {
			close(CloseReason.PEER);
		}
		else {
			this.drain.idle();
		}
	}

	/**
	 * Close in order, from any thread: what was written is sent, then the output ends,
	 * then input is read and dropped until the peer ends its side or {@code linger} is
	 * over. Closing at once with unread input would make the kernel send a reset that
	 * destroys replies under way.
	 * @param reason what to count it under
	 */
	@Override
	public void close(CloseReason reason) {
		if (!this.channel.eventLoop().inEventLoop()) {
			this.channel.eventLoop().execute(() -> close(reason));
			return;
		}
		if (this.reason != null || !this.channel.isOpen()) {
			return;
		}
		this.reason = reason;
		this.answeredAll = this.exchange.isIdle();
		this.framed.discardInput();
		this.framed.holdOutput(false);
		this.closeDeadline = System.nanoTime() + this.context.lingerNanos();
		this.pendingAtDeadline = this.framed.pendingBytes();
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((sent) -> endOutput());
	}

	private void endOutput() {
		if (this.framed.isInputClosed() || this.context.lingerNanos() == 0
				|| !(this.channel instanceof DuplexChannel duplex)) {
			this.channel.close();
			return;
		}
		this.outputShut = true;
		this.closeDeadline = System.nanoTime() + this.context.lingerNanos();
		duplex.shutdownOutput();
	}

	void cut() {
		if (this.reason == null || !this.outputShut) {
			this.reason = CloseReason.CUT;
		}
		this.channel.close();
	}

	void drain() {
		this.drain.begin();
	}

	// Timeouts

	@Override
	public void tick(long now) {
		if (this.reason != null) {
			tickClosing(now);
			return;
		}
		this.exchange.tick(now);
		long begun = this.framed.messageBegun();
		if (begun != 0 && isOver(now, begun, this.context.messageTimeoutNanos())) {
			this.framed.discardInput();
			this.exchange.refuse("message timeout", CloseReason.MESSAGE_TIMEOUT);
		}
		else if (this.exchange.isIdle() && this.reason == null
				&& isOver(now, this.framed.lastActivity(), this.context.idleTimeoutNanos())) {
			long pending = this.framed.pendingBytes();
			if (pending == 0 || pending == this.pendingAtDeadline) {
				close(CloseReason.IDLE_TIMEOUT);
			}
			this.pendingAtDeadline = pending;
		}
	}

	private void tickClosing(long now) {
		if (now - this.closeDeadline > 0) {
			long pending = this.framed.pendingBytes();
			if (this.outputShut || pending >= this.pendingAtDeadline) {
				this.channel.close();
			}
			this.pendingAtDeadline = pending;
			this.closeDeadline = now + this.context.lingerNanos();
		}
	}

	private static boolean isOver(long now, long since, long timeout) {
		return timeout > 0 && now - since >= timeout;
	}

	@Override
	public int slot() {
		return this.slot;
	}

	@Override
	public void setSlot(int slot) {
		this.slot = slot;
	}

	// For operators

	@Override
	public String id() {
		return this.tcp.getConnectionId();
	}

	@Override
	public String listener() {
		return this.context.name();
	}

	@Override
	public ConnectionInfo info() {
		long idle = System.nanoTime() - this.framed.lastActivity();
		return new ConnectionInfo(id(), listener(), this.context.transport(),
				AddressText.of(this.channel.localAddress()), AddressText.of(this.channel.remoteAddress()), null,
				this.opened, Instant.now().minusNanos(idle), this.framed.messages(), this.framed.bytesReceived(),
				this.framed.bytesSent());
	}

	private Map<String, Object> headers() {
		Map<String, Object> headers = this.headers;
		if (headers == null) {
			headers = new HashMap<>();
			headers.put(IpHeaders.CONNECTION_ID, this.tcp.getConnectionId());
			headers.put(IpHeaders.HOSTNAME, this.tcp.getHostName());
			headers.put(IpHeaders.IP_ADDRESS, this.tcp.getHostAddress());
			headers.put(IpHeaders.REMOTE_PORT, this.tcp.getPort());
			headers.put(IpHeaders.LOCAL_ADDRESS, AddressText.of(this.channel.localAddress()));
			headers.put("socket_listener", listener());
			headers = Map.copyOf(headers);
			this.headers = headers;
		}
		return headers;
	}

}
