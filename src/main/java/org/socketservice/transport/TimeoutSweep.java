package org.socketservice.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all connections of one event loop now and then, so that timeouts cost nothing
 * per message and no timer per connection. A timeout fires at most one period late. All
 * methods belong to the event loop.
 */
public final class TimeoutSweep {

	private static final long MIN_PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long MAX_PERIOD = TimeUnit.SECONDS.toNanos(1);

	private final EventLoop loop;

	private final long period;

	private final List<Swept> members = new ArrayList<>();

	private @Nullable ScheduledFuture<?> task;

	/**
	 * Create a sweep.
	 * @param loop the event loop of its members
	 * @param timeouts the timeouts it serves; zero ones do not count
	 */
	public TimeoutSweep(EventLoop loop, Duration... timeouts) {
		this.loop = loop;
		long period = MAX_PERIOD;
		for (Duration timeout : timeouts) {
			if (timeout.isPositive()) {
				long part = (timeout.compareTo(Duration.ofDays(1)) < 0) ? timeout.toNanos() / 8 : MAX_PERIOD;
				period = Math.min(period, Math.max(MIN_PERIOD, part));
			}
		}
		this.period = period;
	}

	/**
	 * Look at a connection from now on.
	 * @param member not yet added
	 */
	public void add(Swept member) {
		member.setSlot(this.members.size());
		this.members.add(member);
		if (this.task == null) {
			this.task = this.loop.scheduleAtFixedRate(this::sweep, this.period, this.period, TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Look at a connection no more.
	 * @param member was added
	 */
	public void remove(Swept member) {
		int last = this.members.size() - 1;
		Swept moved = this.members.remove(last);
		if (member.slot() != last) {
			this.members.set(member.slot(), moved);
			moved.setSlot(member.slot());
		}
		ScheduledFuture<?> task = this.task;
		if (this.members.isEmpty() && task != null) {
			task.cancel(false);
			this.task = null;
		}
	}

	/**
	 * Do something with all members.
	 * @param action may remove the member it is given
	 */
	public void forEach(Consumer<Swept> action) {
		for (Swept member : List.copyOf(this.members)) {
			action.accept(member);
		}
	}

	private void sweep() {
		long now = System.nanoTime();
		for (int i = this.members.size() - 1; i >= 0; i--) {
			if (i < this.members.size()) {
				this.members.get(i).tick(now);
			}
		}
	}

	/**
	 * A connection with timeouts.
	 */
	public interface Swept {

		/**
		 * Check the timeouts.
		 * @param now {@link System#nanoTime()}
		 */
		void tick(long now);

		/**
		 * Its place in the sweep.
		 * @return as set last
		 */
		int slot();

		/**
		 * Remember its place in the sweep.
		 * @param slot the place
		 */
		void setSlot(int slot);

	}

}
