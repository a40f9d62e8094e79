package org.socketservice.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

/**
 * Messages instead of bytes on a channel: cuts input into messages, gathers output to one
 * write per read batch, and stops reading while its {@link FrameListener} is full or the
 * peer does not read. All methods belong to the channel's event loop.
 */
public final class FramedChannel extends MeteredChannel {

	private final FrameListener listener;

	private final Channel channel;

	private final ChannelOutput output;

	private final MessageCutter input;

	private final LoopBuffers loop = LoopBuffers.current();

	private final @Nullable DirectEpollHandle direct;

	private boolean paused;

	private boolean inputClosed;

	private boolean discarding;

	/**
	 * Create a handler; the last of its pipeline.
	 * @param channel the channel
	 * @param framing how messages are framed
	 * @param maxMessageSize bytes a message may have
	 * @param listener who gets the messages
	 * @param traffic counters of the channel's event loop
	 * @param tls the handler before it, {@code null} without TLS
	 */
	public FramedChannel(Channel channel, Framing framing, int maxMessageSize, FrameListener listener,
			TrafficCounters traffic, @Nullable TlsHandler tls) {
		super(channel, new ChannelOutput(channel, framing, traffic, tls == null), traffic, tls);
		this.channel = channel;
		this.listener = listener;
		this.output = output();
		DirectEpollHandle direct = DirectEpollHandle.claim(channel);
		this.direct = (tls == null) ? direct : null;
		this.input = new MessageCutter(framing.newReader(maxMessageSize), listener, this::isOpen);
	}

	/**
	 * What to add to the channel's pipeline.
	 * @return this handler, behind the one of TLS if there is one
	 */
	public ChannelHandler[] handlers() {
		TlsHandler tls = tls();
		return (tls != null) ? new ChannelHandler[] { tls, this } : new ChannelHandler[] { this };
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		goDirect(context);
		this.listener.onActive();
		context.fireChannelActive();
	}

	/** Before the first message if possible, so that all take the same way. */
	private void goDirect(ChannelHandlerContext context) {
		if (this.direct != null && !this.output.isDirect() && context.pipeline().firstContext() == context) {
			this.direct.readTo(this, context.pipeline());
			this.output.sendTo(this.direct);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		read((ByteBuf) message);
		this.output.write();
	}

	LoopBuffers loop() {
		return this.loop;
	}

	/** Bytes have come past the pipeline. */
	void readDirectly(ByteBuf buffer) {
		read(buffer);
		this.output.flushInTurn(lastRead());
	}

	private void read(ByteBuf buffer) {
		if (received(buffer)) {
			this.listener.onEvent(TlsHello.UNEXPECTED);
		}
		this.loop.turn().sendIfDue(lastRead());
		if (this.discarding) {
			this.loop.giveBack(buffer);
		}
		else {
			deliver(buffer);
		}
	}

	/** Run one turn of delivering messages, with new input or what waits. */
	private void deliver(@Nullable ByteBuf buffer) {
		this.output.setReading(true);
		try {
			cut(buffer);
			this.listener.onBatch(lastRead());
			// Full a moment ago, with room by now, as a rate has: resume() will follow.
			pauseIfFull(this.input.isHeld() || isFull());
		}
		finally {
			this.output.setReading(false);
		}
	}

	private void pauseIfFull(boolean full) {
		if (!this.discarding && this.paused != full) {
			pauseReading(full);
		}
	}

	private void cut(@Nullable ByteBuf buffer) {
		try {
			if (buffer != null) {
				this.input.read(buffer, this.loop, lastRead());
			}
			else {
				this.input.readRest(lastRead());
			}
		}
		catch (FramingException ex) {
			discardInput();
			this.listener.onUnreadable(ex);
		}
		finally {
			if (buffer != null) {
				this.loop.giveBack(buffer);
			}
		}
		if (this.discarding) {
			this.input.rest().clear();
		}
	}

	private boolean isOpen() {
		return !this.discarding && !isFull();
	}

	private boolean isFull() {
		return this.output.isFull() || this.listener.isFull();
	}

	private void pauseReading(boolean pause) {
		this.paused = pause;
		if (!pause) {
			this.input.rest().restartClock();
			restartRecordClock();
		}
		this.channel.config().setAutoRead(!pause);
	}

	/** Go on after {@link FrameListener#isFull()}. */
	public void resume() {
		if (this.output.isReading() || !this.paused || isFull()) {
			return;
		}
		deliver(null);
		endOfInput();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		InputEnd end = InputEnd.of(event);
		if (end == null) {
			this.listener.onEvent(event);
			if (event == ChannelOutputShutdownEvent.INSTANCE) {
				resume(); // what the peer did not take is gone
			}
		}
		else if (!this.inputClosed) {
			this.inputClosed = true;
			this.input.end(end);
			endRecords();
			if (this.paused || !this.input.rest().isEmpty()) {
				deliver(null);
			}
			else {
				pauseIfFull(isFull()); // nothing waits to be delivered
			}
			endOfInput();
		}
	}

	private void endOfInput() {
		this.output.write();
		if (this.inputClosed && (!this.paused || this.discarding)) {
			this.listener.onInputEnd();
		}
		this.output.flush();
	}

	/**
	 * Take what has come as a message although no terminator says so.
	 */
	public void takeQuiet() {
		if (isQuietPossible() && this.input.takeQuiet(lastRead())) {
			this.listener.onBatch(lastRead());
			this.output.flush();
		}
	}

	/**
	 * Whether input waits that a quiet period would make a message.
	 * @return {@code false} after the first terminator
	 */
	public boolean isQuietPossible() {
		return isOpen() && this.input.isQuietAllowed();
	}

	/** Read on, but take nothing as a message any more. */
	public void discardInput() {
		this.discarding = true;
		this.input.rest().clear();
		if (this.paused) {
			pauseReading(false);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.output.flush();
		goDirect(context);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (!context.channel().isWritable()) {
			this.output.flush(); // the socket may take everything at once
		}
		if (context.channel().isWritable()) {
			resume();
		}
		else if (!this.paused && !this.discarding) {
			pauseReading(true);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.discarding = true;
		this.input.rest().clear();
		this.listener.onInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.listener.onException(cause);
	}

	public boolean isInputClosed() {
		return this.inputClosed;
	}

	/**
	 * Whether input has come that is not delivered yet: a message begun, or messages that
	 * must wait.
	 * @return {@code false} between two messages
	 */
	public boolean hasRest() {
		return !this.input.rest().isEmpty() || recordBegun() != 0;
	}

	/** Whether reading pauses: the listener is full or the peer does not read. */
	public boolean isPaused() {
		return this.paused;
	}

	/**
	 * When the message that is not complete began.
	 * @return {@link System#nanoTime()}, 0 if there is none
	 */
	public long messageBegun() {
		long begun = this.input.rest().messageBegun();
		return this.paused ? 0 : (begun != 0) ? begun : recordBegun();
	}

	public long messages() {
		return this.input.messages();
	}

}
