package org.socketservice.transport;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.TrafficCounters;

/**
 * What a {@link FramedChannel} knows of its channel: how much has come, and when bytes
 * last moved, encrypted or not. All methods belong to the channel's event loop.
 */
abstract class MeteredChannel extends ChannelDuplexHandler {

	private final Channel channel;

	private final ChannelOutput output;

	private final TrafficCounters traffic;

	private final @Nullable TlsHandler tls;

	private long lastRead = System.nanoTime();

	private long bytesReceived;

	MeteredChannel(Channel channel, ChannelOutput output, TrafficCounters traffic, @Nullable TlsHandler tls) {
		this.channel = channel;
		this.output = output;
		this.traffic = traffic;
		this.tls = tls;
	}

	/**
	 * Count input.
	 * @param buffer what has just come
	 * @return whether it is the first of the channel and asks for TLS where there is none
	 */
	final boolean received(ByteBuf buffer) {
		int size = RecordFrames.payload(this.channel, buffer);
		// In this order: no request begins so, and what has never been so is left out of
		// the compiled code.
		boolean hello = TlsHello.isAt(buffer) && this.bytesReceived == 0 && this.tls == null;
		this.lastRead = System.nanoTime();
		this.bytesReceived += size;
		this.traffic.received(size);
		return hello;
	}

	/** Before the channel closes, what waits for the end of the turn is sent. */
	@Override
	public final void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.output.settle();
		context.close(promise);
	}

	/**
	 * Where messages for the peer go.
	 * @return the output
	 */
	public final ChannelOutput output() {
		return this.output;
	}

	/**
	 * The encryption of the channel.
	 * @return {@code null} without TLS
	 */
	public final @Nullable TlsHandler tls() {
		return this.tls;
	}

	/**
	 * Do something on the event loop later, unless the channel is closed by then.
	 * @param task what to do
	 * @param nanos when, from now
	 */
	public final void schedule(Runnable task, long nanos) {
		this.channel.eventLoop().schedule(() -> {
			if (this.channel.isActive()) {
				task.run();
			}
		}, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * When a byte last came.
	 * @return {@link System#nanoTime()}
	 */
	public final long lastRead() {
		return (this.tls != null) ? later(this.tls.lastInput(), this.lastRead) : this.lastRead;
	}

	/**
	 * When a byte last came or was handed to the channel.
	 * @return {@link System#nanoTime()}
	 */
	public final long lastActivity() {
		return later(this.output.lastWrite(), lastRead());
	}

	private static long later(long one, long other) {
		return (one - other > 0) ? one : other;
	}

	/**
	 * When the TLS record began that is not complete.
	 * @return {@link System#nanoTime()}, 0 if there is none
	 */
	final long recordBegun() {
		return (this.tls != null) ? this.tls.recordBegun() : 0;
	}

	/** Reading goes on after a pause. */
	final void restartRecordClock() {
		if (this.tls != null) {
			this.tls.restartClock();
		}
	}

	/** The input of the channel has ended. */
	final void endRecords() {
		if (this.tls != null) {
			this.tls.endInput();
		}
	}

	public final long bytesReceived() {
		return this.bytesReceived;
	}

}
