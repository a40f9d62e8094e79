package org.socketservice.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.testing.LeakWatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Whatever comes where a PROXY protocol header is due, cut anywhere: the header is found
 * or missing, once and however it is cut; what follows it is passed on, and no buffer is
 * lost. {@code FuzzChaosIT} looks for worse inputs than those below.
 */
class ProxyHeaderFuzzTests {

	private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

	@MethodSource("inputs")
	@FuzzTest
	void shouldFindTheSameHoweverInputIsCut(@InRange(min = 1, max = 300) int cut, byte @NotNull [] input) {
		Found whole = feed(input, Math.max(1, input.length));
		assertThat(feed(input, cut)).isEqualTo(whole);
		LeakWatch.assertNoneReported();
	}

	private static Found feed(byte[] input, int cut) {
		List<Object> outcomes = new ArrayList<>();
		EmbeddedChannel channel = new EmbeddedChannel();
		ProxyHeader.await(channel, Duration.ZERO, outcomes::add, (what) -> outcomes.add("missing"));
		for (int i = 0; i < input.length; i += cut) {
			channel.writeInbound(Unpooled.copiedBuffer(input, i, Math.min(cut, input.length - i)));
		}
		channel.finish();
		ByteArrayOutputStream rest = new ByteArrayOutputStream();
		for (ByteBuf buffer = channel.readInbound(); buffer != null; buffer = channel.readInbound()) {
			rest.writeBytes(ByteBufUtil.getBytes(buffer));
			buffer.release();
		}
		channel.checkException();
		assertThat(outcomes).hasSize(1);
		return new Found(outcomes.getFirst(), rest.toString(StandardCharsets.ISO_8859_1));
	}

	static Stream<Arguments> inputs() {
		String address = "\1\2\3\4\5\6\7\10\1\1\2\2";
		String[] inputs = { "", "P", "GET / HTTP/1.1\r\n", "PROXY UNKNOWN\r\nrest",
				"PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\na\nb", "PROXY TCP4 1.2.3.4 5.6.7.8 9\r\n",
				"PROXY TCP6 ::1 ::2 9 10\r\n", "PROXY TCP4 1\f\r\n\r.4 5.6.7.8 9 10\r\na\nb",
				"PROXY " + "x".repeat(200), SIGNATURE, SIGNATURE + "\40\0\0\0rest",
				SIGNATURE + "\41\21\0\14" + address + "rest", SIGNATURE + "\41\21\0\4" + "\1\2\3\4",
				SIGNATURE + "\41\21\0\23" + address + "\5\0\4id12rest",
				SIGNATURE + "\41\21\0\25" + address + "\40\0\6\3\0\0\0\0\0rest",
				SIGNATURE + "\41\21\0\24" + address + "\40\0\2\3\0\0\0\0", SIGNATURE + "\61\21\0\0",
				SIGNATURE + "\41\61\0\330" + "\0".repeat(216) + "rest" };
		return Arrays.stream(inputs)
			.map((input) -> input.getBytes(StandardCharsets.ISO_8859_1))
			.flatMap((input) -> Stream.of(1, 7, 16, 100).map((cut) -> arguments(cut, input)));
	}

	private record Found(Object outcome, String rest) {
	}

}
