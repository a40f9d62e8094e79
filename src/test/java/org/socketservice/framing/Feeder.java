package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Feeds a reader as a connection does: what was not consumed comes again with more behind
 * it, at another place of another array. Around it lie bytes that would end a frame in
 * any format, so that a reader which looks outside its range is caught.
 */
final class Feeder {

	private static final byte[] BEHIND = { '\n', 0, 3, '\n', 0, 3, '\n', 0, 3 };

	private final List<Found> found = new ArrayList<>();

	private final FrameReader reader;

	private byte[] buffer = {};

	private int from;

	private int to;

	Feeder(FrameReader reader) {
		this.reader = reader;
	}

	/**
	 * Feed a whole input and its end, one read per segment.
	 */
	static List<Found> read(FrameReader reader, String... segments) throws FramingException {
		Feeder feeder = new Feeder(reader);
		for (String segment : segments) {
			feeder.receive(segment);
		}
		return feeder.end();
	}

	List<Found> receive(String segment) throws FramingException {
		return receive(segment.getBytes(StandardCharsets.ISO_8859_1));
	}

	List<Found> receive(byte[] segment) throws FramingException {
		move(segment);
		while (take(this.reader.find(this.buffer, this.from, this.to))) {
			assertThat(this.from).isLessThanOrEqualTo(this.to);
		}
		return this.found;
	}

	List<Found> quiet() {
		while (this.reader.isQuietAllowed() && take(this.reader.findQuiet(this.buffer, this.from, this.to))) {
			assertThat(this.from).isLessThanOrEqualTo(this.to);
		}
		return this.found;
	}

	List<Found> end() throws FramingException {
		if (take(this.reader.findLast(this.buffer, this.from, this.to))) {
			assertThat(this.from).isEqualTo(this.to);
		}
		return this.found;
	}

	List<Found> found() {
		return this.found;
	}

	private void move(byte[] segment) {
		int rest = this.to - this.from;
		int start = 1 + this.found.size() % 3;
		byte[] moved = new byte[start + rest + segment.length + BEHIND.length];
		Arrays.fill(moved, 0, start, (byte) '\r');
		System.arraycopy(this.buffer, this.from, moved, start, rest);
		System.arraycopy(segment, 0, moved, start + rest, segment.length);
		this.buffer = moved;
		this.from = start;
		this.to = start + rest + segment.length;
		System.arraycopy(BEHIND, 0, moved, this.to, BEHIND.length);
	}

	private boolean take(int result) {
		if (result == FrameReader.INCOMPLETE) {
			return false;
		}
		assertThat(this.reader.start()).isBetween(this.from, this.reader.end());
		assertThat(this.reader.next()).isBetween(this.reader.end(), this.to).isGreaterThan(this.from);
		String content = new String(this.buffer, this.reader.start(), this.reader.end() - this.reader.start(),
				StandardCharsets.ISO_8859_1);
		this.found.add(new Found(result, content, this.reader.terminator()));
		this.from = this.reader.next();
		return true;
	}

	/**
	 * What a reader found.
	 *
	 * @param result {@link FrameReader#MESSAGE} or {@link FrameReader#ECHO}
	 * @param content its bytes as Latin-1
	 * @param terminator how its frame ended
	 */
	record Found(int result, String content, int terminator) {

		static Found message(String content, int terminator) {
			return new Found(FrameReader.MESSAGE, content, terminator);
		}

		static Found message(String content) {
			return message(content, FrameReader.NONE);
		}

		static Found echo(String content, int terminator) {
			return new Found(FrameReader.ECHO, content, terminator);
		}

	}

}
