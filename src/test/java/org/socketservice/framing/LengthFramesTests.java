package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.socketservice.framing.Feeder.Found.message;

class LengthFramesTests {

	@ParameterizedTest
	@MethodSource
	void shouldTakeAsManyBytesAsTheHeaderSaysWhenSeveralComeAtOnce(Framing framing, String input)
			throws FramingException {
		Feeder feeder = new Feeder(framing.newReader(300));
		assertThat(feeder.receive(input)).containsExactly(message("one"), message(""), message("\n\0"));
		assertThatExceptionOfType(FramingException.class).isThrownBy(feeder::end)
			.withMessage("message cut short by the end of input")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.MALFORMED);
	}

	static Stream<Arguments> shouldTakeAsManyBytesAsTheHeaderSaysWhenSeveralComeAtOnce() {
		return Stream.of(arguments(Framing.LENGTH_1, "\3one\0\2\n\0\3cu"),
				arguments(Framing.LENGTH_1, "\3one\0\2\n\0\1"),
				arguments(Framing.LENGTH_2, "\0\3one\0\0\0\2\n\0\0\3cu"),
				arguments(Framing.LENGTH_2, "\0\3one\0\0\0\2\n\0\0"),
				arguments(Framing.LENGTH_4, "\0\0\0\3one\0\0\0\0\0\0\0\2\n\0\0\0\0\3cu"),
				arguments(Framing.LENGTH_4, "\0\0\0\3one\0\0\0\0\0\0\0\2\n\0\0\0\0"));
	}

	@ParameterizedTest
	@CsvSource({ "LENGTH_1, 1, 200", "LENGTH_2, 2, 40000", "LENGTH_4, 4, 70000" })
	void shouldReadLengthAsUnsignedBigEndianWhenHighBitIsSet(Framing framing, int headerSize, int size)
			throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		framing.write(new byte[size], FrameReader.NONE, out);
		assertThat(out.size()).isEqualTo(headerSize + size);
		for (int i = 0; i < headerSize; i++) {
			assertThat(out.array()[i]).isEqualTo((byte) (size >> (8 * (headerSize - 1 - i))));
		}
		FrameReader reader = framing.newReader(size);
		assertThat(reader.find(out.array(), 0, out.size() - 1)).isEqualTo(FrameReader.INCOMPLETE);
		assertThat(reader.find(out.array(), 0, out.size())).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end() - reader.start()).isEqualTo(size);
	}

	@ParameterizedTest
	@MethodSource
	void shouldRefuseAtOnceWhenHeaderSaysTooLong(Framing framing, String header) {
		Feeder feeder = new Feeder(framing.newReader(8));
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> feeder.receive(header))
			.withMessage("message longer than 8 bytes")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.TOO_LONG);
	}

	static Stream<Arguments> shouldRefuseAtOnceWhenHeaderSaysTooLong() {
		return Stream.of(arguments(Framing.LENGTH_1, "\11"), arguments(Framing.LENGTH_1, "\377"),
				arguments(Framing.LENGTH_2, "\0\11"), arguments(Framing.LENGTH_2, "\200\0"),
				arguments(Framing.LENGTH_4, "\0\0\0\11"), arguments(Framing.LENGTH_4, "\200\0\0\0"),
				arguments(Framing.LENGTH_4, "\377\377\377\377"));
	}

	@Test
	void shouldWaitWhenMaximumIsTheLargestInt() throws FramingException {
		FrameReader reader = Framing.LENGTH_4.newReader(Integer.MAX_VALUE);
		byte[] input = "....\177\377\377\377abc".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(reader.find(input, 4, input.length)).isEqualTo(FrameReader.INCOMPLETE);
	}

	@ParameterizedTest
	@CsvSource({ "LENGTH_1, 255", "LENGTH_2, 65535" })
	void shouldWriteNothingWhenMessageDoesNotFitTheHeader(Framing framing, int max) throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		framing.write(new byte[max], FrameReader.NONE, out);
		int size = out.size();
		assertThatExceptionOfType(FramingException.class)
			.isThrownBy(() -> framing.write(new byte[max + 1], FrameReader.NONE, out))
			.withMessage("framing cannot carry a message of %d bytes, at most %d", max + 1, max)
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.TOO_LONG);
		assertThat(out.size()).isEqualTo(size);
	}

}
