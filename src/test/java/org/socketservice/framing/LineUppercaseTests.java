package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.socketservice.framing.Feeder.Found;
import org.socketservice.service.UppercaseService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The promise of {@link Framing#LINE}: for upper-casing, the output stream is the
 * upper-cased input stream, byte for byte, however it was cut.
 */
class LineUppercaseTests {

	/** What the rules turn on, and pieces of characters. */
	private static final String[] PIECES = { "\n", "\n", "\r\n", "\r\n", "\r", "\r", "a", "B", "hello", "\0",
			utf8("\u00e9"), utf8("\u00df"), utf8("\ufb01"), utf8("\ud83d\ude00"), utf8("\u1fb3"), "\u00c3", "\u00e2",
			"\u0082", "\u00ac", "\u00f0", "\u009f", "\u00ff", "\u00ed\u00a0" };

	private final UppercaseService service = new UppercaseService();

	@Test
	void shouldSendUppercasedInputWhenSegmentsAndQuietPeriodsAreRandom() throws FramingException {
		Random random = new Random(20_000);
		int quietMessages = 0;
		int echoes = 0;
		for (int turn = 0; turn < 20_000; turn++) {
			byte[] input = input(random);
			boolean quietPeriod = random.nextBoolean();
			Feeder feeder = new Feeder(Framing.LINE.newReader(1000));
			for (byte[] segment : Outcome.cut(input, random.ints(5, 1, 12).toArray())) {
				feeder.receive(segment);
				if (quietPeriod && random.nextInt(3) == 0) {
					int before = feeder.found().size();
					quietMessages += feeder.quiet().size() - before;
				}
			}
			feeder.end();
			echoes += (int) feeder.found().stream().filter((found) -> found.result() == FrameReader.ECHO).count();
			assertThat(output(feeder.found())).as(() -> Arrays.toString(input)).isEqualTo(this.service.reply(input));
		}
		assertThat(quietMessages).isGreaterThan(1000);
		assertThat(echoes).isGreaterThan(500);
	}

	private byte[] output(List<Found> all) throws FramingException {
		FrameBuffer out = new FrameBuffer(16);
		for (Found found : all) {
			byte[] content = found.content().getBytes(StandardCharsets.ISO_8859_1);
			if (found.result() == FrameReader.ECHO) {
				out.put(content);
			}
			else {
				Framing.LINE.write(this.service.reply(content), found.terminator(), out);
			}
		}
		return Arrays.copyOf(out.array(), out.size());
	}

	private static byte[] input(Random random) {
		StringBuilder input = new StringBuilder();
		for (int i = random.nextInt(30); i > 0; i--) {
			input.append(PIECES[random.nextInt(PIECES.length)]);
		}
		return input.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String utf8(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

}
