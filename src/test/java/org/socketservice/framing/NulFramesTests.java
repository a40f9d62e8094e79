package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.socketservice.framing.Feeder.Found.message;

class NulFramesTests {

	private final Feeder feeder = new Feeder(Framing.NUL.newReader(8));

	@Test
	void shouldEndMessageAtNulWhenSeveralComeAtOnce() throws FramingException {
		assertThat(this.feeder.receive("one\0\0two\r\n\0rest")).containsExactly(message("one", FrameReader.NUL),
				message("", FrameReader.NUL), message("two\r\n", FrameReader.NUL));
		assertThat(this.feeder.end()).endsWith(message("rest"));
	}

	@Test
	void shouldAcceptMessageWhenItIsAsLongAsAllowed() throws FramingException {
		this.feeder.receive("12345678");
		assertThat(this.feeder.receive("\00012345678")).containsExactly(message("12345678", FrameReader.NUL));
		assertThat(this.feeder.end()).endsWith(message("12345678"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "123456789", "123456789\0" })
	void shouldRefuseAtOnceWhenMessageIsTooLong(String input) {
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> this.feeder.receive(input))
			.withMessage("message longer than 8 bytes");
	}

	@Test
	void shouldLookAtNoByteTwiceWhenMessageArrivesSlowly() throws FramingException {
		FrameReader reader = Framing.NUL.newReader(100);
		byte[] buffer = "..abcdefghijkl\0xyz\0".getBytes(StandardCharsets.US_ASCII);
		assertThat(reader.find(buffer, 2, 6)).isEqualTo(FrameReader.INCOMPLETE);
		Arrays.fill(buffer, 2, 6, (byte) 0);
		assertThat(reader.find(buffer, 2, buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end()).isEqualTo(14);
		assertThat(reader.find(buffer, reader.next(), buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end()).isEqualTo(18);
	}

	@Test
	void shouldWriteNulWhenRequestHadATerminator() throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		Framing.NUL.write(new byte[] { 'a' }, FrameReader.NUL, out);
		Framing.NUL.write(new byte[] { 'b' }, FrameReader.LF, out);
		Framing.NUL.write(new byte[] { 'c' }, FrameReader.NONE, out);
		assertThat(new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1)).isEqualTo("a\0b\0c");
	}

	@Test
	void shouldWriteNothingWhenMessageContainsNul() {
		FrameBuffer out = new FrameBuffer(0);
		out.put('x');
		assertThatExceptionOfType(FramingException.class)
			.isThrownBy(() -> Framing.NUL.write(new byte[] { 'a', 0, 'b' }, FrameReader.NUL, out))
			.withMessage("framing cannot carry a message that contains NUL")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.MALFORMED);
		assertThat(out.size()).isEqualTo(1);
	}

}
