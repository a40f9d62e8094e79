package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.framing.Feeder.Found;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What all framings have in common.
 */
class FramingTests {

	private static final int MAX = 8;

	@ParameterizedTest
	@MethodSource("inputs")
	void shouldFindTheSameWhenInputIsCutAnywhere(Framing framing, String input) {
		Outcome whole = Outcome.of(framing.newReader(MAX), Outcome.whole(input));
		for (int i = 0; i <= input.length(); i++) {
			assertThat(Outcome.of(framing.newReader(MAX), Outcome.cutAt(input, i))).as("cut at %d", i).isEqualTo(whole);
		}
		assertThat(Outcome.of(framing.newReader(MAX), Outcome.singleBytes(input))).as("single bytes").isEqualTo(whole);
	}

	static Stream<Arguments> inputs() {
		Stream<Arguments> lines = Stream.of(Framing.LINE, Framing.CRLF)
			.flatMap((framing) -> Stream
				.of("", "a\n", "a\r\n", "one\r\ntwo\nthree\r\n", "\n\r\n\n\r\n", "a\rb\r\r\n\r", "rest", "a\r\nrest\r",
						"12345678\n", "12345678\r\n", "12345678\r", "123456789", "123456789\r\n", "12345678\rx\r\n",
						"ok\r\n123456789\n", "1234567\n\n\r\n", "\u00e9\u0000\u00ff\r\n", "\n\n\n\n\n\n\n\n\n\r\n")
				.map((input) -> arguments(framing, input)));
		Stream<Arguments> nul = Stream
			.of("", "a\0", "\0\0a\0\0", "one\0two\0rest", "12345678\0", "123456789\0", "123456789", "ok\000123456789")
			.map((input) -> arguments(Framing.NUL, input));
		Stream<Arguments> stxEtx = Stream
			.of("", "\2a\3", "\2\3\2\3", "\2one\3\2two\3", "\2cut", "\2", "x", "\2a\3x", "\2a\3\n\2b\3", "\3",
					"\2\2a\3", "\00212345678\3", "\002123456789\3", "\002123456789")
			.map((input) -> arguments(Framing.STX_ETX, input));
		Stream<Arguments> lengths = Stream.of("", "\1a", "\0\0\3abc\1d", "\5ab", "\010" + "12345678", "\011", "\377")
			.flatMap((input) -> Stream.of(arguments(Framing.LENGTH_1, input),
					arguments(Framing.LENGTH_2, input.isEmpty() ? "" : "\0" + input),
					arguments(Framing.LENGTH_4, input.isEmpty() ? "" : "\0\0\0" + input)));
		return Stream.of(lines, nul, stxEtx, lengths).flatMap((stream) -> stream);
	}

	@ParameterizedTest
	@EnumSource
	void shouldReadWhatWasWrittenWhenMessagesAreRandom(Framing framing) throws FramingException {
		Random random = new Random(4711);
		for (int turn = 0; turn < 300; turn++) {
			FrameBuffer out = new FrameBuffer(1);
			byte[][] messages = new byte[random.nextInt(1, 20)][];
			for (int i = 0; i < messages.length; i++) {
				messages[i] = message(random);
				framing.write(messages[i], framing.terminator(), out);
			}
			byte[] stream = Arrays.copyOf(out.array(), out.size());
			List<byte[]> segments = Outcome.cut(stream, random.ints(7, 1, 40).toArray());
			Outcome outcome = Outcome.of(framing.newReader(200), segments);
			assertThat(outcome.text()).isNull();
			List<String> contents = outcome.found().stream().map(Found::content).toList();
			List<String> expected = Stream.of(messages).map(FramingTests::text).toList();
			if (framing == Framing.UNFRAMED) {
				assertThat(String.join("", contents)).isEqualTo(String.join("", expected));
			}
			else {
				assertThat(contents).isEqualTo(expected);
			}
		}
	}

	/** Any bytes but those that end a frame somewhere. */
	private static byte[] message(Random random) {
		byte[] message = new byte[random.nextInt(200)];
		random.nextBytes(message);
		for (int i = 0; i < message.length; i++) {
			if ((message[i] >= 0 && message[i] <= 3) || message[i] == '\n' || message[i] == '\r') {
				message[i] = 'x';
			}
		}
		return message;
	}

	@ParameterizedTest
	@EnumSource(names = { "LINE", "CRLF", "NUL", "STX_ETX", "LENGTH_4" })
	void shouldTellTheMaximumWhenMessageIsTooLong(Framing framing) throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		framing.write("ok".getBytes(StandardCharsets.ISO_8859_1), framing.terminator(), out);
		framing.write("x".repeat(65537).getBytes(StandardCharsets.ISO_8859_1), framing.terminator(), out);
		byte[] stream = Arrays.copyOf(out.array(), out.size());
		Outcome outcome = Outcome.of(framing.newReader(65536), Outcome.cut(stream, 4096));
		assertThat(outcome.found()).extracting(Found::content).containsExactly("ok");
		assertThat(outcome.kind()).isEqualTo(FramingException.Kind.TOO_LONG);
		assertThat(outcome.text()).isEqualTo("message longer than 65536 bytes");
	}

	@ParameterizedTest
	@EnumSource
	void shouldFindNothingWhenInputIsEmpty(Framing framing) throws FramingException {
		FrameReader reader = framing.newReader(1);
		assertThat(reader.find(new byte[] { '\n', 0, 3 }, 1, 1)).isEqualTo(FrameReader.INCOMPLETE);
		assertThat(reader.findLast(new byte[] { '\n', 0, 3 }, 1, 1)).isEqualTo(FrameReader.INCOMPLETE);
		assertThat(reader.findQuiet(new byte[] { '\n', 0, 3 }, 1, 1)).isEqualTo(FrameReader.INCOMPLETE);
	}

	@ParameterizedTest
	@EnumSource
	void shouldAllowQuietPeriodOnlyWhenFramingIsLine(Framing framing) {
		FrameReader reader = framing.newReader(MAX);
		assertThat(reader.isQuietAllowed()).isEqualTo(framing == Framing.LINE);
		int quiet = reader.findQuiet(new byte[] { 'a' }, 0, 1);
		assertThat(quiet).isEqualTo((framing == Framing.LINE) ? FrameReader.MESSAGE : FrameReader.INCOMPLETE);
	}

	@ParameterizedTest
	@EnumSource
	void shouldRefuseMaximumWhenLessThanOne(Framing framing) {
		assertThatIllegalArgumentException().isThrownBy(() -> framing.newReader(0))
			.withMessage("maxMessageSize must be at least 1, not 0");
	}

	@Test
	void shouldHaveNoStackTraceWhenFramingFails() {
		assertThat(FramingException.tooLong(1).getStackTrace()).isEmpty();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

}
