package org.socketservice.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts by reason. Safe for use by several threads.
 *
 * @param <R> the reasons
 */
public final class ReasonCounts<R extends Enum<R>> {

	private final Map<R, LongAdder> counts;

	ReasonCounts(Class<R> reasons) {
		this.counts = new EnumMap<>(reasons);
		for (R reason : reasons.getEnumConstants()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	/**
	 * Count.
	 * @param reason why
	 * @param count how many
	 */
	public void add(R reason, long count) {
		this.counts.computeIfAbsent(reason, (key) -> new LongAdder()).add(count);
	}

	/**
	 * How many there are.
	 * @param reason why
	 * @return how many so far
	 */
	public long count(R reason) {
		LongAdder adder = this.counts.get(reason);
		return (adder != null) ? adder.sum() : 0;
	}

}
