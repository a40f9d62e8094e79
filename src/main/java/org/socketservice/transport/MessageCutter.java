package org.socketservice.transport;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.socketservice.framing.FrameReader;
import org.socketservice.framing.FramingException;

/**
 * Cuts the input of one connection into messages and hands them to its listener, as long
 * as the listener takes them; the rest waits.
 */
final class MessageCutter {

	private final FrameReader reader;

	private final FrameListener listener;

	private final BooleanSupplier open;

	private final InputRest rest = new InputRest();

	private @Nullable InputEnd end;

	private long messages;

	private boolean held;

	/**
	 * Create a cutter.
	 * @param reader of the connection's framing
	 * @param listener who gets the messages
	 * @param open whether the next message may be delivered; asked before each
	 */
	MessageCutter(FrameReader reader, FrameListener listener, BooleanSupplier open) {
		this.reader = reader;
		this.listener = listener;
		this.open = open;
	}

	/**
	 * Deliver what is complete with this input.
	 * @param buffer what has come
	 * @param loop buffers of the event loop
	 * @param now {@link System#nanoTime()}
	 * @throws FramingException if the input is no message
	 */
	void read(ByteBuf buffer, LoopBuffers loop, long now) throws FramingException {
		int end = this.rest.size() + buffer.readableBytes();
		deliver(this.rest.with(buffer, loop), end, now);
	}

	/**
	 * Deliver what waits.
	 * @param now {@link System#nanoTime()}
	 * @throws FramingException if the input is no message
	 */
	void readRest(long now) throws FramingException {
		this.held = false;
		if (!this.rest.isEmpty()) {
			deliver(this.rest.bytes(), this.rest.size(), now);
		}
	}

	/**
	 * No more input will come.
	 * @param end whether what is left is the last message or is dropped
	 */
	void end(InputEnd end) {
		this.end = end;
	}

	private void deliver(byte[] input, int end, long now) throws FramingException {
		long before = this.messages;
		int from = 0;
		this.held = true;
		while (this.open.getAsBoolean()) {
			int found = find(input, from, end);
			if (found == FrameReader.INCOMPLETE) {
				from = (this.end == InputEnd.TRUNCATED) ? end : from;
				this.held = false;
				break;
			}
			from = deliver(found, input);
		}
		this.rest.keep(input, from, end, this.messages > before, now);
	}

	private int find(byte[] input, int from, int end) throws FramingException {
		int found = this.reader.find(input, from, end);
		if (found == FrameReader.INCOMPLETE && this.end == InputEnd.COMPLETE && from < end) {
			return this.reader.findLast(input, from, end);
		}
		return found;
	}

	private int deliver(int found, byte[] input) {
		FrameReader reader = this.reader;
		byte[] bytes = Arrays.copyOfRange(input, reader.start(), reader.end());
		int next = reader.next();
		if (found == FrameReader.ECHO) {
			this.listener.onEcho(bytes);
		}
		else {
			this.messages++;
			this.listener.onMessage(bytes, reader.terminator());
		}
		return next;
	}

	/**
	 * Deliver what waits as a message although no terminator says so.
	 * @param now {@link System#nanoTime()}
	 * @return whether it could be one
	 */
	boolean takeQuiet(long now) {
		byte[] input = this.rest.bytes();
		int end = this.rest.size();
		int from = 0;
		int found = this.reader.findQuiet(input, from, end);
		while (found != FrameReader.INCOMPLETE) {
			from = deliver(found, input);
			found = this.reader.findQuiet(input, from, end);
		}
		this.rest.keep(input, from, end, from > 0, now);
		return from > 0;
	}

	/**
	 * Whether the next message was not asked for the last time, because it could not be
	 * delivered.
	 * @return {@code true} even if it could be by now
	 */
	boolean isHeld() {
		return this.held;
	}

	boolean isQuietAllowed() {
		return !this.rest.isEmpty() && this.reader.isQuietAllowed();
	}

	InputRest rest() {
		return this.rest;
	}

	long messages() {
		return this.messages;
	}

}
