package org.socketservice.framing;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Any bytes, cut anywhere. Under {@code mvn test} the inputs below are run; Jazzer looks
 * for worse ones with {@code JAZZER_FUZZ=1 mvn test -Djazzer.hooks=true -Dtest=…}.
 */
class FramingFuzzTests {

	@MethodSource("inputs")
	@FuzzTest
	void shouldFindTheSameHoweverInputIsCut(@NotNull Framing framing, @InRange(min = 1, max = 300) int max,
			@InRange(min = 1, max = 50) int firstCut, @InRange(min = 1, max = 50) int secondCut,
			byte @NotNull [] input) {
		Outcome whole = Outcome.of(framing.newReader(max), Outcome.cut(input, input.length));
		Outcome cut = Outcome.of(framing.newReader(max), Outcome.cut(input, firstCut, secondCut));
		if (framing != Framing.UNFRAMED) {
			assertThat(cut).isEqualTo(whole);
		}
		assertThat(whole.found()).allSatisfy((found) -> assertThat(found.content()).hasSizeLessThanOrEqualTo(max));
		assertThat(cut.found()).allSatisfy((found) -> assertThat(found.content()).hasSizeLessThanOrEqualTo(max));
	}

	static Stream<Arguments> inputs() {
		String[] streams = { "", "one\ntwo\r\n\n\r\nrest\r", "one\0\0two\0rest", "\2one\3\2\3\2cut", "\3one\0\1a\5ab",
				"\0\3one\0\0\0\1a\0", "\0\0\0\3one\0\0\0\0\377\377\377\377", "\r\r\n\n\r", "12345678\r",
				"123456789\n" };
		int[][] cuts = { { 8, 1, 1 }, { 8, 1, 7 }, { 8, 9, 2 }, { 1, 3, 1 }, { 255, 5, 1 } };
		return Stream.of(Framing.values())
			.flatMap((framing) -> Stream.of(streams)
				.map((stream) -> stream.getBytes(StandardCharsets.ISO_8859_1))
				.flatMap((stream) -> Stream.of(cuts).map((cut) -> arguments(framing, cut[0], cut[1], cut[2], stream))));
	}

}
