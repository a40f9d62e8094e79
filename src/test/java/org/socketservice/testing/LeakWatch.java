package org.socketservice.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBufUtil;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hears of every buffer that was collected without having been released. The tests run
 * with leak detection at its highest level.
 */
public final class LeakWatch {

	private static final Queue<String> reports = new ConcurrentLinkedQueue<>();

	private static final AtomicBoolean begun = new AtomicBoolean();

	private LeakWatch() {
	}

	static void begin() {
		if (begun.compareAndSet(false, true)) {
			ByteBufUtil.setLeakListener((resourceType, records) -> reports.add(resourceType + records));
		}
	}

	public static void assertNoneReported() {
		assertThat(reports).as("leaks").isEmpty();
	}

}
