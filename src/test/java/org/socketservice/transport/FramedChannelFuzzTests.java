package org.socketservice.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Any bytes, cut anywhere, taken with any pauses: the messages are the same, and no
 * buffer is left behind. {@code FuzzChaosIT} looks for worse inputs than those below.
 */
class FramedChannelFuzzTests {

	private static final int MAX_SIZE = 300;

	private static final char STX = 2;

	@MethodSource("inputs")
	@FuzzTest
	void shouldDeliverTheSameHoweverInputIsCutAndReadingPauses(@NotNull Framing framing,
			@InRange(min = 1, max = 50) int firstCut, @InRange(min = 1, max = 50) int secondCut,
			@InRange(min = 1, max = 5) int batch, byte @NotNull [] input) {
		Outcome cut = run(framing, batch, input, firstCut, secondCut);
		if (framing != Framing.UNFRAMED) {
			Outcome whole = run(framing, Integer.MAX_VALUE, input, Math.max(1, input.length));
			assertThat(cut).isEqualTo(whole);
		}
		assertThat(cut.messages()).allSatisfy((message) -> assertThat(message).hasSizeLessThanOrEqualTo(MAX_SIZE));
	}

	private static Outcome run(Framing framing, int batch, byte[] input, int... cuts) {
		Taker taker = new Taker(framing, batch);
		EmbeddedChannel channel = new EmbeddedChannel();
		FramedChannel framed = new FramedChannel(channel, framing, MAX_SIZE, taker, new TrafficCounters((nanos) -> {
		}), null);
		taker.framed = framed;
		channel.pipeline().addLast(framed);
		List<ByteBuf> buffers = new ArrayList<>();
		int from = 0;
		for (int turn = 0; from < input.length; turn++) {
			int to = Math.min(input.length, from + cuts[turn % cuts.length]);
			ByteBuf buffer = Unpooled.directBuffer(to - from).writeBytes(input, from, to - from);
			buffers.add(buffer);
			channel.writeInbound(buffer);
			taker.goOn();
			from = to;
		}
		channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		taker.goOn();
		channel.checkException();
		assertThat(taker.failure).isNull();
		for (Object written = channel.readOutbound(); written != null; written = channel.readOutbound()) {
			((ByteBuf) written).release();
		}
		channel.finishAndReleaseAll();
		assertThat(buffers).allSatisfy((buffer) -> assertThat(buffer.refCnt()).isZero());
		return new Outcome(taker.messages, taker.kind, taker.ended);
	}

	static Stream<Arguments> inputs() {
		String[] streams = { "", "one\ntwo\r\n\n\r\nrest\r", "one\0\0two\0rest", "\2one\3\2\3\2cut", "\3one\0\1a\5ab",
				"\0\3one\0\0\0\1a\0", "\r\r\n\n\r", "a\n".repeat(100), "\2[\2\3\2!ut" };
		int[][] cuts = { { 1, 1, 1 }, { 7, 2, 3 }, { 50, 50, 5 } };
		return Stream.of(Framing.values())
			.flatMap((framing) -> Stream.of(streams)
				.map((stream) -> stream.getBytes(StandardCharsets.ISO_8859_1))
				.flatMap((stream) -> Stream.of(cuts).map((cut) -> arguments(framing, cut[0], cut[1], cut[2], stream))));
	}

	/**
	 * What became of an input.
	 *
	 * @param messages delivered
	 * @param kind what was wrong with the rest
	 * @param ended whether the end of input was told
	 */
	private record Outcome(List<byte[]> messages, FramingException.@Nullable Kind kind, boolean ended) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Outcome that && this.kind == that.kind && this.ended == that.ended
					&& Arrays.deepEquals(this.messages.toArray(), that.messages.toArray());
		}

		@Override
		public int hashCode() {
			return this.messages.size();
		}

	}

	/**
	 * Takes some messages, is full then, and answers each with itself.
	 */
	private static final class Taker implements FrameListener {

		private final List<byte[]> messages = new ArrayList<>();

		private final Framing framing;

		private final int batch;

		private @Nullable FramedChannel framed;

		private FramingException.@Nullable Kind kind;

		private @Nullable Throwable failure;

		private boolean ended;

		private int taken;

		Taker(Framing framing, int batch) {
			this.framing = framing;
			this.batch = batch;
		}

		private FramedChannel framed() {
			return Objects.requireNonNull(this.framed);
		}

		void goOn() {
			int before = -1;
			while (before != this.messages.size()) {
				before = this.messages.size();
				this.taken = 0;
				framed().resume();
			}
		}

		@Override
		public void onActive() {
		}

		@Override
		public void onMessage(byte[] message, int terminator) {
			this.messages.add(message);
			this.taken++;
			if (isCarried(message)) {
				assertThat(framed().output().append(message, terminator)).isNull();
			}
		}

		/** A message may hold STX, a reply may not. */
		private boolean isCarried(byte[] message) {
			return this.framing != Framing.STX_ETX || new String(message, StandardCharsets.ISO_8859_1).indexOf(STX) < 0;
		}

		@Override
		public void onEcho(byte[] terminator) {
			throw new AssertionError("no message was taken quietly");
		}

		@Override
		public void onBatch(long readAt) {
		}

		@Override
		public void onUnreadable(FramingException cause) {
			this.kind = cause.kind();
		}

		@Override
		public boolean isFull() {
			return this.taken >= this.batch;
		}

		@Override
		public void onInputEnd() {
			this.ended = true;
		}

		@Override
		public void onInactive() {
		}

		@Override
		public void onException(Throwable cause) {
			this.failure = cause;
		}

	}

}
