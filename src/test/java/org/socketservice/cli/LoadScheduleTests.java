package org.socketservice.cli;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadSchedule}.
 */
class LoadScheduleTests {

	@Test
	void shouldSpreadMessagesEvenly() {
		LoadSchedule schedule = new LoadSchedule(1e9 / 3, 0);
		schedule.restart(-50);
		assertThat(schedule.due(-51)).isZero();
		assertThat(schedule.due(-50)).isOne();
		assertThat(schedule.due(999_999_949)).isEqualTo(3);
		assertThat(schedule.due(999_999_950)).isEqualTo(4);
		assertThat(schedule.intended(0)).isEqualTo(-50);
		assertThat(schedule.intended(3)).isEqualTo(999_999_950);
	}

	@Test
	void shouldInterleaveThreads() {
		LoadSchedule second = new LoadSchedule(1000, 500);
		second.restart(10_000);
		assertThat(second.due(10_499)).isZero();
		assertThat(second.due(10_500)).isOne();
		assertThat(second.intended(2)).isEqualTo(12_500);
	}

	@Test
	void shouldNeverBeDueBeforeTheIntendedTime() {
		LoadSchedule schedule = new LoadSchedule(1e9 / 999_983, 0);
		schedule.restart(1L << 60);
		for (long number = 0; number < 3_000_000_000L; number += 999_999_937) {
			long intended = schedule.intended(number);
			assertThat(schedule.due(intended - 1)).isLessThanOrEqualTo(number);
			assertThat(schedule.due(intended + 1)).isGreaterThan(number);
		}
	}

}
