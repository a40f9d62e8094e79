package org.socketservice.transport;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

/**
 * Messages instead of bytes on a channel: cuts input into messages, gathers output to one
 * write per read batch, and stops reading while its {@link FrameListener} is full or the
 * peer does not read. All methods belong to the channel's event loop.
 */
public final class FramedChannel extends ChannelInboundHandlerAdapter {

	private final FrameListener listener;

	private final TrafficCounters traffic;

	private final Channel channel;

	private final ChannelOutput output;

	private final MessageCutter input;

	private long lastRead = System.nanoTime();

	private long bytesReceived;

	private boolean reading;

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
	 * @param shareable whether the pipeline leaves written buffers as they are (TLS does
	 * not)
	 */
	public FramedChannel(Channel channel, Framing framing, int maxMessageSize, FrameListener listener,
			TrafficCounters traffic, boolean shareable) {
		this.channel = channel;
		this.listener = listener;
		this.traffic = traffic;
		this.output = new ChannelOutput(channel, framing, traffic, shareable);
		this.input = new MessageCutter(framing.newReader(maxMessageSize), listener, this::isOpen);
	}

	/**
	 * Where messages for the peer go.
	 * @return the output
	 */
	public ChannelOutput output() {
		return this.output;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.listener.onActive();
		context.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf buffer = (ByteBuf) message;
		int size = RecordFrames.payload(this.channel, buffer);
		this.lastRead = System.nanoTime();
		this.bytesReceived += size;
		this.traffic.received(size);
		if (this.discarding) {
			LoopBuffers.current().giveBack(buffer);
		}
		else {
			deliver(buffer);
		}
	}

	/** Run one turn of delivering messages, with new input or what waits. */
	private void deliver(@Nullable ByteBuf buffer) {
		this.reading = true;
		this.output.setReading(true);
		try {
			cut(buffer);
			this.listener.onBatch(this.lastRead);
			if (!this.discarding && this.paused != isFull()) {
				pauseReading(!this.paused);
			}
		}
		finally {
			this.reading = false;
			this.output.setReading(false);
		}
	}

	private void cut(@Nullable ByteBuf buffer) {
		try {
			if (buffer != null) {
				this.input.read(buffer, LoopBuffers.current(), this.lastRead);
			}
			else {
				this.input.readRest(this.lastRead);
			}
		}
		catch (FramingException ex) {
			discardInput();
			this.listener.onUnreadable(ex);
		}
		finally {
			if (buffer != null) {
				LoopBuffers.current().giveBack(buffer);
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
		}
		this.channel.config().setAutoRead(!pause);
	}

	/**
	 * Go on after {@link FrameListener#isFull()}.
	 */
	public void resume() {
		if (this.reading || !this.paused || isFull()) {
			return;
		}
		deliver(null);
		endOfInput();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (!(event instanceof ChannelInputShutdownEvent)) {
			this.listener.onEvent(event);
		}
		else if (!this.inputClosed) {
			this.inputClosed = true;
			this.input.end();
			if (!this.discarding) {
				deliver(null);
			}
			endOfInput();
		}
	}

	private void endOfInput() {
		if (this.inputClosed && (!this.paused || this.discarding)) {
			this.listener.onInputEnd();
		}
		this.output.flush();
	}

	/**
	 * Take what has come as a message although no terminator says so.
	 */
	public void takeQuiet() {
		if (isQuietPossible() && this.input.takeQuiet(this.lastRead)) {
			this.listener.onBatch(this.lastRead);
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

	/**
	 * Read on, but take nothing as a message any more.
	 */
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

	/**
	 * Do something on the event loop later, unless the channel is closed by then.
	 * @param task what to do
	 * @param nanos when, from now
	 */
	public void schedule(Runnable task, long nanos) {
		this.channel.eventLoop().schedule(() -> {
			if (this.channel.isActive()) {
				task.run();
			}
		}, nanos, TimeUnit.NANOSECONDS);
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
		return !this.input.rest().isEmpty();
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
		return this.paused ? 0 : this.input.rest().messageBegun();
	}

	public long lastRead() {
		return this.lastRead;
	}

	/**
	 * When a byte last came or was handed to the channel.
	 * @return {@link System#nanoTime()}
	 */
	public long lastActivity() {
		long lastWrite = this.output.lastWrite();
		return (lastWrite - this.lastRead > 0) ? lastWrite : this.lastRead;
	}

	public long messages() {
		return this.input.messages();
	}

	public long bytesReceived() {
		return this.bytesReceived;
	}

}
