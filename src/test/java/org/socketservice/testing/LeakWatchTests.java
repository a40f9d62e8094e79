package org.socketservice.testing;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The watch sees a buffer that is lost; without that, no test that uses it could fail.
 */
class LeakWatchTests {

	@Test
	void shouldReportABufferThatIsLost() {
		LeakWatch.begin();
		LeakWatch.assertNoneCollected();
		lose();
		RunningService.await().until(() -> {
			LeakWatch.collect();
			return !LeakWatch.takeReports().isEmpty();
		});
		assertThat(LeakWatch.takeReports()).isEmpty();
	}

	private static void lose() {
		ByteBufAllocator.DEFAULT.directBuffer(16).writeInt(1);
	}

}
