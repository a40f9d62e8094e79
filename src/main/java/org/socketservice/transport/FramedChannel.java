package org.socketservice.transport;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.FrameBuffer;
import org.socketservice.framing.FrameReader;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

/**
 * Messages instead of bytes on a channel: cuts input into messages, gathers replies to
 * one write per read batch, and stops reading while its {@link FrameListener} is full or
 * the peer does not read. All methods belong to the channel's event loop.
 */
public final class FramedChannel extends ChannelInboundHandlerAdapter {

	private final Framing framing;

	private final FrameReader reader;

	private final FrameListener listener;

	private final TrafficCounters traffic;

	private final boolean shareable;

	private @Nullable ChannelHandlerContext context;

	/** Input not yet consumed: a message begun, or messages that must wait. */
	private byte @Nullable [] rest;

	private int restSize;

	private long lastRead;

	private long lastWrite;

	private long messageBegun;

	/** Messages of the batch going on. */
	private int delivered;

	private long messages;

	private long bytesReceived;

	private long bytesSent;

	private boolean unflushed;

	private boolean holding;

	private boolean paused;

	private boolean inputClosed;

	private boolean discarding;

	private boolean reading;

	/**
	 * Create a handler; the last of its pipeline.
	 * @param framing how messages are framed
	 * @param maxMessageSize bytes a message may have
	 * @param listener who gets the messages
	 * @param traffic counters of the channel's event loop
	 * @param shareable whether the pipeline leaves written buffers as they are (TLS does
	 * not)
	 */
	public FramedChannel(Framing framing, int maxMessageSize, FrameListener listener, TrafficCounters traffic,
			boolean shareable) {
		this.framing = framing;
		this.reader = framing.newReader(maxMessageSize);
		this.listener = listener;
		this.traffic = traffic;
		this.shareable = shareable;
		this.lastRead = System.nanoTime();
		this.lastWrite = this.lastRead;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.listener.onActive();
		context.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf buffer = (ByteBuf) message;
		LoopBuffers loop = LoopBuffers.current();
		int size = buffer.readableBytes();
		this.lastRead = System.nanoTime();
		this.bytesReceived += size;
		this.traffic.received(size);
		if (this.discarding) {
			loop.giveBack(buffer);
			return;
		}
		byte[] input;
		int end;
		if (this.rest == null) {
			input = loop.input(size);
			end = size;
			buffer.readBytes(input, 0, size);
		}
		else {
			input = append(this.rest, this.restSize, buffer, size);
			end = this.restSize + size;
			this.rest = input;
		}
		loop.giveBack(buffer);
		consume(input, end);
		write();
	}

	private static byte[] append(byte[] rest, int restSize, ByteBuf more, int size) {
		byte[] input = rest;
		if (size > rest.length - restSize) {
			input = Arrays.copyOf(rest, Math.max(restSize + size, Math.min(rest.length * 2, rest.length + 65536)));
		}
		more.readBytes(input, restSize, size);
		return input;
	}

	private void consume(byte[] input, int end) {
		FrameReader reader = this.reader;
		int from = 0;
		this.delivered = 0;
		this.reading = true;
		try {
			int found = FrameReader.MESSAGE;
			while (found != FrameReader.INCOMPLETE && !this.discarding && !isFull()) {
				found = reader.find(input, from, end);
				if (found == FrameReader.INCOMPLETE && this.inputClosed && from < end) {
					found = reader.findLast(input, from, end);
				}
				from = deliver(found, input, from);
			}
		}
		catch (FramingException ex) {
			from = end;
			discardInput();
			this.listener.onUnreadable(ex);
		}
		keep(input, this.discarding ? end : from, end);
		endBatch();
		this.reading = false;
		if (this.paused != isFull() && !this.discarding) {
			pauseReading(!this.paused);
		}
	}

	/**
	 * Hand over what was found.
	 * @return the position behind it
	 */
	private int deliver(int found, byte[] input, int from) {
		if (found == FrameReader.INCOMPLETE) {
			return from;
		}
		FrameReader reader = this.reader;
		byte[] bytes = Arrays.copyOfRange(input, reader.start(), reader.end());
		int next = reader.next();
		if (found == FrameReader.ECHO) {
			this.listener.onEcho(bytes);
		}
		else {
			this.delivered++;
			this.listener.onMessage(bytes, reader.terminator());
		}
		return next;
	}

	private void endBatch() {
		this.messages += this.delivered;
		this.traffic.requests(this.delivered);
		this.listener.onBatch(this.lastRead);
	}

	private void keep(byte[] input, int from, int end) {
		int size = end - from;
		if (size == 0) {
			this.rest = null;
			this.messageBegun = 0;
		}
		else {
			if (this.rest == null || from > 0) {
				this.rest = Arrays.copyOfRange(input, from, end);
			}
			if (this.messageBegun == 0 || from > 0) {
				this.messageBegun = this.lastRead;
			}
		}
		this.restSize = size;
	}

	private boolean isFull() {
		return this.listener.isFull() || !context().channel().isWritable();
	}

	private void pauseReading(boolean pause) {
		this.paused = pause;
		if (!pause && this.messageBegun != 0) {
			// The peer is not to blame for the time nobody read what it sent.
			this.messageBegun = System.nanoTime();
		}
		context().channel().config().setAutoRead(!pause);
	}

	/**
	 * Go on after {@link FrameListener#isFull()}.
	 */
	public void resume() {
		if (this.reading || !this.paused || isFull()) {
			return;
		}
		byte[] rest = this.rest;
		if (rest != null) {
			consume(rest, this.restSize);
		}
		else {
			pauseReading(false);
		}
		if (this.inputClosed && !this.paused && !this.discarding) {
			this.listener.onInputEnd();
		}
		flush();
	}

	/**
	 * Frame one message and append it to what is to be sent.
	 * @param message the bytes without a frame
	 * @param terminator see {@link FrameReader#terminator()}
	 * @return {@code null}, or why the framing cannot carry the message
	 */
	public @Nullable String append(byte[] message, int terminator) {
		FrameBuffer replies = LoopBuffers.current().replies(this);
		try {
			this.framing.write(message, terminator, replies);
		}
		catch (FramingException ex) {
			return String.valueOf(ex.getMessage());
		}
		if (replies.size() >= LoopBuffers.WRITE_SIZE) {
			write();
		}
		return null;
	}

	/**
	 * Hand what was appended to the channel; must follow in the same turn, or when
	 * another channel of the event loop wants to append.
	 */
	void write() {
		LoopBuffers loop = LoopBuffers.current();
		int size = loop.gathered(this);
		if (size > 0) {
			this.bytesSent += size;
			this.traffic.sent(size);
			this.unflushed = true;
			this.lastWrite = this.reading ? this.lastRead : System.nanoTime();
			ChannelHandlerContext context = context();
			context.write(loop.takeReplies(context.alloc(), this.shareable), context.voidPromise());
		}
	}

	/**
	 * Send what was appended, unless a read batch is going on (its end does it) or output
	 * is held.
	 */
	public void flush() {
		write();
		if (this.unflushed && !this.reading && !(this.holding && context().channel().isWritable())) {
			this.unflushed = false;
			context().flush();
		}
	}

	/**
	 * Keep output back until released, as long as the write buffer has room.
	 * @param hold whether to hold
	 */
	public void holdOutput(boolean hold) {
		this.holding = hold;
		if (!hold) {
			flush();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		flush();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			resume();
		}
		else {
			flush();
			// The socket may have taken everything at once.
			if (!context.channel().isWritable() && !this.paused && !this.discarding) {
				pauseReading(true);
			}
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			endInput();
		}
		else {
			this.listener.onEvent(event);
		}
	}

	/** The peer will send no more. */
	private void endInput() {
		if (this.inputClosed) {
			return;
		}
		this.inputClosed = true;
		byte[] rest = this.rest;
		if (rest != null && !this.discarding) {
			consume(rest, this.restSize);
		}
		if (!this.paused || this.discarding) {
			this.listener.onInputEnd();
		}
		flush();
	}

	/**
	 * Take what has come as a message although no terminator says so.
	 */
	public void takeQuiet() {
		byte[] rest = this.rest;
		if (rest == null || this.discarding || this.paused || !this.reader.isQuietAllowed()) {
			return;
		}
		int end = this.restSize;
		int from = 0;
		this.delivered = 0;
		int found = this.reader.findQuiet(rest, from, end);
		while (found != FrameReader.INCOMPLETE && !this.discarding) {
			from = deliver(found, rest, from);
			found = this.reader.findQuiet(rest, from, end);
		}
		keep(rest, this.discarding ? end : from, end);
		endBatch();
		flush();
	}

	/**
	 * Whether input waits that a quiet period would make a message.
	 * @return {@code false} after the first terminator
	 */
	public boolean isQuietPossible() {
		return this.rest != null && !this.paused && this.reader.isQuietAllowed();
	}

	/**
	 * Read on, but take nothing as a message any more.
	 */
	public void discardInput() {
		this.discarding = true;
		this.rest = null;
		this.restSize = 0;
		this.messageBegun = 0;
		if (this.paused) {
			pauseReading(false);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.discarding = true;
		this.rest = null;
		this.listener.onInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.listener.onException(cause);
	}

	private ChannelHandlerContext context() {
		ChannelHandlerContext context = this.context;
		if (context == null) {
			throw new IllegalStateException("Not in a pipeline yet");
		}
		return context;
	}

	public boolean isInputClosed() {
		return this.inputClosed;
	}

	public boolean isDiscarding() {
		return this.discarding;
	}

	/**
	 * Whether input has come that is not delivered yet: a message begun, or messages that
	 * must wait.
	 * @return {@code false} between two messages
	 */
	public boolean hasRest() {
		return this.rest != null;
	}

	/**
	 * When the message that is not complete began.
	 * @return {@link System#nanoTime()}, 0 if there is none
	 */
	public long messageBegun() {
		return this.paused ? 0 : this.messageBegun;
	}

	public long lastRead() {
		return this.lastRead;
	}

	/**
	 * When a byte last came or was handed to the channel.
	 * @return {@link System#nanoTime()}
	 */
	public long lastActivity() {
		return (this.lastWrite - this.lastRead > 0) ? this.lastWrite : this.lastRead;
	}

	/**
	 * Bytes written that have not left yet.
	 * @return 0 when all have
	 */
	public long pendingBytes() {
		ChannelOutboundBuffer buffer = context().channel().unsafe().outboundBuffer();
		return (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
	}

	public long messages() {
		return this.messages;
	}

	public long bytesReceived() {
		return this.bytesReceived;
	}

	public long bytesSent() {
		return this.bytesSent;
	}

}
