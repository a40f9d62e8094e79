package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.socketservice.framing.Feeder.Found.message;

class StxEtxFramesTests {

	private final Feeder feeder = new Feeder(Framing.STX_ETX.newReader(8));

	@Test
	void shouldTakeWhatStandsBetweenStxAndEtxWhenSeveralComeAtOnce() throws FramingException {
		assertThat(this.feeder.receive("\2one\3\2\3\2a\2\n\0\3\2cut")).containsExactly(message("one"), message(""),
				message("a\2\n\0"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "\n", "\3", "\2a\3\n\2b\3" })
	void shouldRefuseAtOnceWhenByteStandsBeforeStx(String input) {
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> this.feeder.receive(input))
			.withMessage("message does not begin with STX")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\2", "\2cut", "\2a\3\2" })
	void shouldRefuseRestWhenInputEndsInsideFrame(String input) throws FramingException {
		this.feeder.receive(input);
		assertThatExceptionOfType(FramingException.class).isThrownBy(this.feeder::end)
			.withMessage("message cut short by the end of input")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.MALFORMED);
	}

	@Test
	void shouldAcceptMessageWhenItIsAsLongAsAllowed() throws FramingException {
		assertThat(this.feeder.receive("\00212345678")).isEmpty();
		assertThat(this.feeder.receive("\3")).containsExactly(message("12345678"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\002123456789", "\002123456789\3" })
	void shouldRefuseAtOnceWhenMessageIsTooLong(String input) {
		assertThatExceptionOfType(FramingException.class).isThrownBy(() -> this.feeder.receive(input))
			.withMessage("message longer than 8 bytes");
	}

	@Test
	void shouldLookAtNoByteTwiceWhenMessageArrivesSlowly() throws FramingException {
		FrameReader reader = Framing.STX_ETX.newReader(100);
		byte[] buffer = "..\2bcdefghijkl\3\2yz\3".getBytes(StandardCharsets.US_ASCII);
		assertThat(reader.find(buffer, 2, 6)).isEqualTo(FrameReader.INCOMPLETE);
		Arrays.fill(buffer, 3, 6, (byte) 3);
		assertThat(reader.find(buffer, 2, buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end()).isEqualTo(14);
		assertThat(reader.find(buffer, reader.next(), buffer.length)).isEqualTo(FrameReader.MESSAGE);
		assertThat(reader.end()).isEqualTo(18);
	}

	@Test
	void shouldWriteStxAndEtxWhateverTheTerminator() throws FramingException {
		FrameBuffer out = new FrameBuffer(0);
		Framing.STX_ETX.write(new byte[] { 'a' }, FrameReader.NONE, out);
		Framing.STX_ETX.write(new byte[] {}, FrameReader.LF, out);
		assertThat(new String(out.array(), 0, out.size(), StandardCharsets.ISO_8859_1)).isEqualTo("\2a\3\2\3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\2", "\3a", "\2", "123456789\3" })
	void shouldWriteNothingWhenMessageContainsStxOrEtx(String message) {
		FrameBuffer out = new FrameBuffer(0);
		out.put('x');
		assertThatExceptionOfType(FramingException.class)
			.isThrownBy(
					() -> Framing.STX_ETX.write(message.getBytes(StandardCharsets.ISO_8859_1), FrameReader.NONE, out))
			.withMessage("framing cannot carry a message that contains STX or ETX")
			.extracting(FramingException::kind)
			.isEqualTo(FramingException.Kind.MALFORMED);
		assertThat(out.size()).isEqualTo(1);
	}

}
