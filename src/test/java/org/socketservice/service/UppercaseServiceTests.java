package org.socketservice.service;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class UppercaseServiceTests {

	private final UppercaseService service = new UppercaseService();

	@ParameterizedTest
	@CsvSource({ "hello, HELLO", "straße, STRASSE", "ŉ, ʼN", "ﬁn, FIN", "ὀδυσσεύς, ὈΔΥΣΣΕΎΣ", "ᾳ, ΑΙ",
			"ΐ, \u0399\u0308\u0301", "ÿ, Ÿ", "µ, Μ", "ı, I", "i, I", "ǆ, Ǆ", "ǅ, Ǆ", "𐐨, 𐐀", "😀, 😀", "ა, Ა", "ɐ, Ɐ",
			"naïve café, NAÏVE CAFÉ" })
	void shouldMapAsUnicodeSaysWhenTextIsValid(String request, String reply) {
		assertThat(upper(request)).isEqualTo(reply);
	}

	@Test
	void shouldNotFollowTheLanguageOfTheMachine() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.of("tr"));
		try {
			assertThat(upper("iıi\u0307é")).isEqualTo("III\u0307É");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void shouldMapLikeStringWhenEveryCodePointStandsAlone() {
		int changed = 0;
		for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
			if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
				String request = Character.toString(codePoint);
				String expected = request.toUpperCase(Locale.ROOT);
				if (!upper(request).equals(expected)) {
					assertThat(upper(request)).as("U+%04X", codePoint).isEqualTo(expected);
				}
				changed += expected.equals(request) ? 0 : 1;
			}
		}
		assertThat(changed).isGreaterThan(1400);
	}

	@Test
	void shouldMapLikeStringWhenEveryCodePointStandsAmongOthers() {
		for (int from = 0; from < 0x20000; from += 256) {
			StringBuilder text = new StringBuilder("ascii before ");
			for (int codePoint = from; codePoint < from + 256; codePoint++) {
				if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
					text.appendCodePoint(codePoint).append("x".repeat(codePoint % 3));
				}
			}
			assertThat(upper(text.toString())).isEqualTo(text.toString().toUpperCase(Locale.ROOT));
		}
	}

	@Test
	void shouldMapAsciiWhenItHasAnyLength() {
		for (int length = 0; length <= 300; length++) {
			byte[] request = new byte[length];
			byte[] expected = new byte[length];
			for (int i = 0; i < length; i++) {
				request[i] = (byte) ((i * 37 + length) & 0x7f);
				expected[i] = (byte) Character.toUpperCase((char) request[i]);
			}
			assertThat(this.service.reply(request)).isEqualTo(expected);
		}
	}

	@Test
	void shouldMapEachByteAloneWhenItsNeighboursAreAtTheEdges() {
		// All pairs of ASCII bytes at every place of a word: no carry may cross.
		for (int first = 0; first < 128; first++) {
			for (int second = 0; second < 128; second++) {
				byte[] request = new byte[9];
				for (int i = 0; i < request.length; i++) {
					request[i] = (byte) ((i % 2 == 0) ? first : second);
				}
				assertThat(this.service.reply(request)).isEqualTo(Utf8Reference.upper(request));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 8, 9, 31, 100 })
	void shouldSeeTheOneByteThatIsNotAsciiWhereverItIs(int length) {
		for (int i = 0; i < length; i++) {
			byte[] request = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
			byte[] expected = "X".repeat(length).getBytes(StandardCharsets.US_ASCII);
			request[i] = (byte) 0xe1;
			expected[i] = (byte) 0xe1;
			assertThat(this.service.reply(request)).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "bf", "c0 80", "c1 a1", "c1 bf", "c3", "c3 28", "e0 81 a1", "e0 9f bf", "e2 82",
			"e2 28 a1", "ed a0 80", "ed bf bf", "ed a0 bd ed b8 80", "f0 80 81 a1", "f0 8f bf bf", "f0 9f 98", "f0 9f",
			"f4 90 80 80", "f5 80 80 80", "f8 88 80 80 80", "fc 84 80 80 80 80", "fe", "ff", "c3 c3 a9", "e2 c3 a9",
			"f0 9f c3 a9", "e2 82 61", "80 c3 a9 80" })
	void shouldKeepBytesWhenTheyAreNotValidUtf8(String hex) {
		byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
		byte[] expected = Utf8Reference.upper(bytes);
		assertThat(this.service.reply(bytes)).isEqualTo(expected).hasSameSizeAs(bytes);
		byte[] request = join("straße ".getBytes(StandardCharsets.UTF_8), bytes, "é".getBytes(StandardCharsets.UTF_8));
		assertThat(this.service.reply(request)).isEqualTo(
				join("STRASSE ".getBytes(StandardCharsets.UTF_8), expected, "É".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void shouldAgreeWithReferenceWhenBytesAreRandom() {
		Random random = new Random(1);
		String[] pieces = { "a", "Z", "é", "ß", "ﬁ", "ΐ", "😀", "𐐨", "\u0130", "\u07ff", "\u0800", "\uffff", "\ud7ff",
				"\ue000" };
		for (int turn = 0; turn < 20_000; turn++) {
			byte[] request = {};
			for (int i = random.nextInt(12); i > 0; i--) {
				byte[] piece = pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.UTF_8);
				switch (random.nextInt(4)) {
					case 0 -> random.nextBytes(piece);
					case 1 -> piece = Arrays.copyOf(piece, random.nextInt(piece.length + 1));
					default -> {
					}
				}
				request = join(request, piece);
			}
			assertThat(this.service.reply(request)).isEqualTo(Utf8Reference.upper(request));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "A", "hello world", "HELLO WORLD", "straße", "É" })
	void shouldLeaveRequestAloneAndReplyWithANewArray(String text) {
		byte[] request = text.getBytes(StandardCharsets.UTF_8);
		byte[] copy = request.clone();
		byte[] reply = this.service.reply(request);
		assertThat(request).isEqualTo(copy);
		assertThat(reply).isNotSameAs(request).isNotSameAs(MessageService.NO_REPLY);
		assertThat(this.service.reply(request)).isNotSameAs(reply).isEqualTo(reply);
	}

	@Test
	void shouldRunOnTheEventLoopBecauseItNeverBlocks() {
		assertThat(this.service.mayBlock()).isFalse();
	}

	private String upper(String text) {
		return new String(this.service.reply(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

}
