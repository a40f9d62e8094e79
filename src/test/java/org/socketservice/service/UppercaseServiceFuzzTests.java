package org.socketservice.service;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Any bytes against the plain way. Under {@code mvn test} the inputs below are run;
 * Jazzer looks for worse ones with
 * {@code JAZZER_FUZZ=1 mvn test -Djazzer.hooks=true -Dtest=…}.
 */
class UppercaseServiceFuzzTests {

	private final UppercaseService service = new UppercaseService();

	@MethodSource("requests")
	@FuzzTest
	void shouldAgreeWithReference(byte @NotNull [] request) {
		byte[] copy = request.clone();
		assertThat(this.service.reply(request)).isEqualTo(Utf8Reference.upper(copy));
		assertThat(request).isEqualTo(copy);
	}

	static Stream<Arguments> requests() {
		Stream<byte[]> valid = Stream.of("", "a", "hello, world", "straße", "ŉ ﬁ ς ΐ", "😀𐐨")
			.map((text) -> text.getBytes(StandardCharsets.UTF_8));
		Stream<byte[]> invalid = Stream
			.of("\u00c3", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00e2\u0082a\u00ff")
			.map((text) -> text.getBytes(StandardCharsets.ISO_8859_1));
		return Stream.concat(valid, invalid).map((bytes) -> arguments((Object) bytes));
	}

}
