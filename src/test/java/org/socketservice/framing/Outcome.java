package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.framing.Feeder.Found;

/**
 * All that became of an input: what was found and what was wrong with the rest. It must
 * not depend on how the input was cut.
 *
 * @param found what was found before that
 * @param kind of the failure
 * @param text of the failure
 */
record Outcome(List<Found> found, FramingException.@Nullable Kind kind, @Nullable String text) {

	static Outcome of(FrameReader reader, List<byte[]> segments) {
		Feeder feeder = new Feeder(reader);
		try {
			for (byte[] segment : segments) {
				feeder.receive(segment);
			}
			feeder.end();
			return new Outcome(feeder.found(), null, null);
		}
		catch (FramingException ex) {
			return new Outcome(feeder.found(), ex.kind(), ex.getMessage());
		}
	}

	static List<byte[]> whole(String input) {
		return List.of(bytes(input));
	}

	static List<byte[]> cutAt(String input, int position) {
		return List.of(bytes(input.substring(0, position)), bytes(input.substring(position)));
	}

	static List<byte[]> singleBytes(String input) {
		List<byte[]> segments = new ArrayList<>();
		for (byte value : bytes(input)) {
			segments.add(new byte[] { value });
		}
		return segments;
	}

	/**
	 * Segments whose lengths are taken in turn.
	 */
	static List<byte[]> cut(byte[] input, int... lengths) {
		List<byte[]> segments = new ArrayList<>();
		int from = 0;
		for (int turn = 0; from < input.length; turn++) {
			int to = Math.min(input.length, from + Math.max(1, lengths[turn % lengths.length]));
			segments.add(Arrays.copyOfRange(input, from, to));
			from = to;
		}
		return segments;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
