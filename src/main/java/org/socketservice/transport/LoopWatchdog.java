package org.socketservice.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.netty.util.concurrent.EventExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Notices event loops that do not come round because something blocks on them, a service
 * that said it would not block above all: all connections of such a loop stand still. It
 * gives each loop a small task now and then; one that is not run in time is logged with
 * the stack of the thread, once, and again when it has run.
 */
final class LoopWatchdog implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LoopWatchdog.class);

	private static final Duration MIN_PERIOD = Duration.ofMillis(10);

	private final List<Watched> watched = new CopyOnWriteArrayList<>();

	private final long threshold;

	private final long period;

	private final Supplier<? extends Iterable<EventExecutor>> loops;

	private final LongSupplier clock;

	private @Nullable ScheduledExecutorService timer;

	private boolean closed;

	private long checkedAt;

	/**
	 * Create a watchdog, which sleeps until there is something to watch.
	 * @param threshold how long a loop may take to come round
	 * @param loops the loops; known when the first of their threads runs
	 */
	LoopWatchdog(Duration threshold, Supplier<? extends Iterable<EventExecutor>> loops) {
		this(threshold, loops, System::nanoTime);
	}

	LoopWatchdog(Duration threshold, Supplier<? extends Iterable<EventExecutor>> loops, LongSupplier clock) {
		this.threshold = threshold.toNanos();
		this.period = Math.max(MIN_PERIOD.toNanos(), this.threshold / 8);
		this.loops = loops;
		this.clock = clock;
	}

	/**
	 * Watch a thread.
	 * @param thread of an event loop, about to start
	 */
	synchronized void watch(Thread thread) {
		this.watched.add(new Watched(thread));
		if (this.timer == null && !this.closed) {
			this.checkedAt = this.clock.getAsLong();
			this.timer = new ScheduledThreadPoolExecutor(1,
					(task) -> Thread.ofPlatform().daemon().name("socket-watchdog").unstarted(task));
			this.timer.scheduleAtFixedRate(this::check, this.period, this.period, TimeUnit.NANOSECONDS);
		}
	}

	/** Look at all loops; the timer does once per period. */
	void check() {
		long now = this.clock.getAsLong();
		// The whole program stood still: that is no loop's fault.
		boolean late = now - this.checkedAt > this.period + this.threshold / 2;
		this.checkedAt = now;
		for (Watched watched : this.watched) {
			watched.check(now, late);
		}
	}

	/**
	 * What operators are told while a loop is blocked.
	 * @return {@code null} as long as none is
	 */
	@Nullable String problem() {
		for (Watched watched : this.watched) {
			long since = watched.blockedSince();
			if (since != 0) {
				long millis = Duration.ofNanos(this.clock.getAsLong() - since).toMillis();
				return "event loop " + watched.thread.getName() + " is blocked for " + millis + " ms";
			}
		}
		return null;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.timer != null) {
			this.timer.shutdownNow();
		}
	}

	/**
	 * One thread and what is known of it.
	 */
	private final class Watched {

		private final Thread thread;

		private @Nullable EventExecutor loop;

		/** When the task that has not run yet was given, 0 if there is none. */
		private long given;

		private boolean reported;

		Watched(Thread thread) {
			this.thread = thread;
		}

		synchronized void check(long now, boolean late) {
			if (!this.thread.isAlive()) {
				LoopWatchdog.this.watched.remove(this);
			}
			else if (this.given == 0) {
				give(now);
			}
			else if (late) {
				this.given = this.reported ? this.given : now;
			}
			else if (!this.reported && now - this.given >= LoopWatchdog.this.threshold) {
				this.reported = true;
				BlockedLoop where = new BlockedLoop(this.thread.getName());
				where.setStackTrace(this.thread.getStackTrace());
				logger.warn("Event loop " + this.thread.getName() + " is blocked for "
						+ Duration.ofNanos(now - this.given).toMillis()
						+ " ms and its connections stand still; a service that blocks must say so by mayBlock()",
						where);
			}
		}

		private void give(long now) {
			EventExecutor loop = loop();
			if (loop != null) {
				this.given = now;
				try {
					loop.execute(this::ran);
				}
				catch (RejectedExecutionException ex) {
					LoopWatchdog.this.watched.remove(this); // shut down
				}
			}
		}

		private @Nullable EventExecutor loop() {
			if (this.loop == null) {
				for (EventExecutor loop : LoopWatchdog.this.loops.get()) {
					if (loop.inEventLoop(this.thread)) {
						this.loop = loop;
					}
				}
			}
			return this.loop;
		}

		private synchronized void ran() {
			if (this.reported) {
				this.reported = false;
				logger.info("Event loop " + this.thread.getName() + " goes on after "
						+ Duration.ofNanos(LoopWatchdog.this.clock.getAsLong() - this.given).toMillis() + " ms");
			}
			this.given = 0;
		}

		synchronized long blockedSince() {
			return this.reported ? this.given : 0;
		}

	}

	/**
	 * Carries the stack of a blocked thread to the log.
	 */
	private static final class BlockedLoop extends Exception {

		BlockedLoop(String thread) {
			super("stack of " + thread);
		}

	}

}
