package org.socketservice.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OncePerMinute}.
 */
class OncePerMinuteTests {

	@Test
	void shouldTellEachKindOnce() {
		OncePerMinute once = new OncePerMinute();
		assertThat(once.isDue("a")).isTrue();
		assertThat(once.isDue("a")).isFalse();
		assertThat(once.isDue("b")).isTrue();
	}

	@Test
	void shouldTellOnceWhenManyAsk() throws Exception {
		OncePerMinute once = new OncePerMinute();
		List<Future<Boolean>> asked = new ArrayList<>();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < 1000; i++) {
				asked.add(executor.submit(() -> once.isDue("a")));
			}
			int due = 0;
			for (Future<Boolean> answer : asked) {
				due += answer.get() ? 1 : 0;
			}
			assertThat(due).isOne();
		}
	}

}
