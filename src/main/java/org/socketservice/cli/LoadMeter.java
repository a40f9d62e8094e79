package org.socketservice.cli;

import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * Adds up the latencies of all threads of a load, while they run and for the result.
 */
final class LoadMeter {

	private final List<LoadTally> tallies;

	private final List<Histogram> recycled = new ArrayList<>();

	private final Histogram total;

	private final Histogram interval;

	/**
	 * Create a meter, before the threads run.
	 * @param tallies those of all threads
	 */
	LoadMeter(List<LoadTally> tallies) {
		this.tallies = tallies;
		tallies.forEach((tally) -> this.recycled.add(tally.measured(null)));
		this.total = new Histogram(this.recycled.getFirst());
		this.interval = new Histogram(this.recycled.getFirst());
	}

	/**
	 * The latencies since the last call, of warm-up and measurement alike.
	 * @return nanoseconds; valid until the next call
	 */
	Histogram interval() {
		this.interval.reset();
		for (int i = 0; i < this.tallies.size(); i++) {
			LoadTally tally = this.tallies.get(i);
			this.interval.add(tally.warmup());
			Histogram measured = tally.measured(this.recycled.get(i));
			this.interval.add(measured);
			this.total.add(measured);
			this.recycled.set(i, measured);
		}
		return this.interval;
	}

	/**
	 * The latencies of the measurement up to the last call of {@link #interval()}.
	 * @return nanoseconds
	 */
	Histogram total() {
		return this.total;
	}

	/**
	 * The faults so far.
	 * @return those of all threads
	 */
	LoadFaults faults() {
		return this.tallies.stream().map(LoadTally::faults).reduce(LoadFaults.NONE, LoadFaults::plus);
	}

	/**
	 * How many of the latencies belong to messages without a reply.
	 * @return messages
	 */
	long waiting() {
		return this.tallies.stream().mapToLong(LoadTally::waiting).sum();
	}

}
