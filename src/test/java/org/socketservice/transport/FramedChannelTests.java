package org.socketservice.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.socketservice.connection.TrafficCounters;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedChannel}.
 */
class FramedChannelTests {

	/**
	 * A rate has room again as time goes by, and all replies together when other
	 * connections' have left: between two questions in the same turn.
	 */
	@Test
	void shouldDeliverWhatWaitsWhenThereIsRoomAgainBeforeReadingPauses() {
		BrieflyFull listener = new BrieflyFull();
		EmbeddedChannel channel = new EmbeddedChannel();
		FramedChannel framed = new FramedChannel(channel, Framing.LINE, 100, listener, new TrafficCounters((nanos) -> {
		}), null);
		channel.pipeline().addLast(framed);
		listener.fullAfter = 1;
		channel.writeInbound(Unpooled.copiedBuffer("a\nb\nc\n", StandardCharsets.US_ASCII));
		assertThat(listener.messages).containsExactly("a");
		listener.fullAfter = 2;
		framed.resume();
		assertThat(listener.messages).containsExactly("a", "b");
		framed.resume();
		assertThat(listener.messages).containsExactly("a", "b", "c");
		assertThat(framed.isPaused()).isFalse();
		assertThat(framed.hasRest()).isFalse();
		channel.finishAndReleaseAll();
	}

	/**
	 * Is full after a message, and has room the next time it is asked.
	 */
	private static final class BrieflyFull implements FrameListener {

		private final List<String> messages = new ArrayList<>();

		private int fullAfter = Integer.MAX_VALUE;

		@Override
		public boolean isFull() {
			boolean full = this.messages.size() == this.fullAfter;
			this.fullAfter = full ? Integer.MAX_VALUE : this.fullAfter;
			return full;
		}

		@Override
		public void onMessage(byte[] message, int terminator) {
			this.messages.add(new String(message, StandardCharsets.US_ASCII));
		}

		@Override
		public void onActive() {
		}

		@Override
		public void onEcho(byte[] terminator) {
		}

		@Override
		public void onBatch(long readAt) {
		}

		@Override
		public void onUnreadable(FramingException cause) {
			throw new AssertionError(cause);
		}

		@Override
		public void onInputEnd() {
		}

		@Override
		public void onInactive() {
		}

		@Override
		public void onException(Throwable cause) {
			throw new AssertionError(cause);
		}

	}

}
