package org.socketservice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Lines of input as bytes. A line ends at LF, a CR before it belongs to the end; the last
 * one may end at the end of input.
 */
final class InputLines {

	private static final int READ_SIZE = 64 * 1024;

	private final InputStream in;

	private byte[] buffer = new byte[READ_SIZE];

	private int from;

	private int to;

	private int looked;

	private boolean ended;

	InputLines(InputStream in) {
		this.in = in;
	}

	/**
	 * Wait for the next line.
	 * @return the line without its end, {@code null} at the end of input
	 * @throws IOException if input cannot be read
	 */
	byte @Nullable [] next() throws IOException {
		while (true) {
			byte[] line = buffered();
			if (line != null) {
				return line;
			}
			if (this.ended) {
				return rest();
			}
			fill();
		}
	}

	/**
	 * Wait for the next line and take all that came with it.
	 * @return at least one line, none at the end of input
	 * @throws IOException if input cannot be read
	 */
	List<byte[]> nextBatch() throws IOException {
		List<byte[]> lines = new ArrayList<>();
		for (byte[] line = next(); line != null; line = buffered()) {
			lines.add(line);
		}
		return lines;
	}

	private byte @Nullable [] buffered() {
		for (int i = this.looked; i < this.to; i++) {
			if (this.buffer[i] == '\n') {
				int end = (i > this.from && this.buffer[i - 1] == '\r') ? i - 1 : i;
				byte[] line = Arrays.copyOfRange(this.buffer, this.from, end);
				this.from = i + 1;
				this.looked = this.from;
				return line;
			}
		}
		this.looked = this.to;
		return null;
	}

	private byte @Nullable [] rest() {
		if (this.from == this.to) {
			return null;
		}
		byte[] rest = Arrays.copyOfRange(this.buffer, this.from, this.to);
		this.from = this.to;
		return rest;
	}

	private void fill() throws IOException {
		if (this.from > 0) {
			System.arraycopy(this.buffer, this.from, this.buffer, 0, this.to - this.from);
			this.to -= this.from;
			this.looked -= this.from;
			this.from = 0;
		}
		if (this.to == this.buffer.length) {
			this.buffer = Arrays.copyOf(this.buffer, this.buffer.length * 2);
		}
		int count = this.in.read(this.buffer, this.to, this.buffer.length - this.to);
		if (count < 0) {
			this.ended = true;
		}
		else {
			this.to += count;
		}
	}

}
