package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Utf8TailTests {

	/** Every boundary of the table in RFC 3629 section 4, and its neighbours. */
	private static final int[] INTERESTING = { 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
			0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff };

	@Test
	void shouldSeeEveryBeginningOfACharacterWhenAllBoundariesAreTried() {
		Set<String> beginnings = beginnings();
		int n = INTERESTING.length;
		int incomplete = 0;
		for (int i = 0; i < n * n * n * n; i++) {
			byte[] bytes = { (byte) INTERESTING[i % n], (byte) INTERESTING[i / n % n],
					(byte) INTERESTING[i / n / n % n], (byte) INTERESTING[i / n / n / n] };
			for (int from = 0; from <= bytes.length; from++) {
				boolean expected = endsIn(beginnings, Arrays.copyOfRange(bytes, from, bytes.length));
				if (Utf8Tail.isIncomplete(bytes, from, bytes.length) != expected) {
					assertThat(!expected).as("%s from %d", Arrays.toString(bytes), from).isEqualTo(expected);
				}
				incomplete += expected ? 1 : 0;
			}
		}
		assertThat(incomplete).isGreaterThan(1000);
	}

	/** All proper beginnings of the encodings of all characters, as Latin-1. */
	private static Set<String> beginnings() {
		Set<String> beginnings = new HashSet<>();
		for (int codePoint = 0x80; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
			if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
				byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
				for (int length = 1; length < bytes.length; length++) {
					beginnings.add(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
				}
			}
		}
		return beginnings;
	}

	private static boolean endsIn(Set<String> beginnings, byte[] bytes) {
		for (int length = 1; length <= Math.min(3, bytes.length); length++) {
			if (beginnings.contains(new String(bytes, bytes.length - length, length, StandardCharsets.ISO_8859_1))) {
				return true;
			}
		}
		return false;
	}

}
