package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Replies are the same however TCP cuts the requests into segments.
 */
class SegmentedFramesTests {

	static Stream<Arguments> conversations() {
		return Stream.of(
				arguments("line", "one\r\n\ntwo\nstraße\r\n\r\n€\rx\nrest", "ONE\r\n\nTWO\nSTRASSE\r\n\r\n€\rX\nREST"),
				arguments("crlf", "one\r\n\r\ntw\no\r\r\nrest\r", "ONE\r\n\r\nTW\nO\r\r\nREST\r"),
				arguments("nul", "one\0\0two\n\0rest", "ONE\0\0TWO\n\0REST"),
				arguments("stx-etx", "\2one\3\2\3\2two\n\3", "\2ONE\3\2\3\2TWO\n\3"),
				arguments("length-1", "\3one\0\4two\n", "\3ONE\0\4TWO\n"),
				arguments("length-2", "\0\3one\0\0\0\4two\n", "\0\3ONE\0\0\0\4TWO\n"),
				arguments("length-4", "\0\0\0\3one\0\0\0\0\0\0\0\4two\n", "\0\0\0\3ONE\0\0\0\0\0\0\0\4TWO\n"),
				arguments("unframed", "one\ntwo\0rest", "ONE\nTWO\0REST"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("conversations")
	void shouldAnswerAlikeWhereverInputIsCut(String framing, String requests, String replies) {
		byte[] input = requests.getBytes(StandardCharsets.UTF_8);
		try (RunningService service = RunningService.start("framing=" + framing)) {
			for (int cut = 1; cut < input.length; cut++) {
				try (RawClient client = service.connect()) {
					client.send(input, 0, cut);
					service.awaitReceived(client, cut);
					client.send(input, cut, input.length).finish();
					assertThat(client.readTextToEnd()).as("cut at %d", cut).isEqualTo(replies);
				}
			}
			service.awaitNoneActive();
			service.assertCountsAddUp();
			service.assertAllRequestsEnded();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("conversations")
	void shouldAnswerAlikeWhenInputComesByteByByte(String framing, String requests, String replies) {
		byte[] input = requests.getBytes(StandardCharsets.UTF_8);
		try (RunningService service = RunningService.start("framing=" + framing);
				RawClient client = service.connect()) {
			for (int i = 0; i < input.length; i++) {
				client.send(input, i, i + 1);
				service.awaitReceived(client, i + 1);
			}
			assertThat(client.finish().readTextToEnd())
				.isEqualTo(framing.equals("unframed") ? requests.toUpperCase(java.util.Locale.ROOT) : replies);
		}
	}

}
