package org.socketservice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

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

	/**
	 * What was reported since the last call.
	 * @return reports, forgotten from now on
	 */
	static List<String> takeReports() {
		List<String> taken = new ArrayList<>();
		for (String report = reports.poll(); report != null; report = reports.poll()) {
			taken.add(report);
		}
		return taken;
	}

	/**
	 * Have what nobody refers to collected, and fail if a buffer was among it.
	 */
	public static void assertNoneCollected() {
		for (int i = 0; i < 3; i++) {
			collect();
		}
		assertNoneReported();
	}

	/** Reports are made when the next buffer is allocated. */
	static void collect() {
		System.gc();
		UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
	}

	public static void assertNoneReported() {
		assertThat(reports).as("leaks").isEmpty();
	}

}
