package org.socketservice.gateway;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Wakes an event loop when replies are ready, once for many of them. Safe for use on any
 * thread.
 */
final class CompletionSignal {

	private static final Log logger = LogFactory.getLog(CompletionSignal.class);

	/** How long a reply may wait for one that is about to come. */
	private static final long COALESCE_MICROS = 50;

	private final ScheduledExecutorService loop;

	private final Runnable drain;

	private final AtomicBoolean now = new AtomicBoolean();

	private final AtomicBoolean soon = new AtomicBoolean();

	CompletionSignal(ScheduledExecutorService loop, Runnable drain) {
		this.loop = loop;
		this.drain = drain;
	}

	/** Have replies looked for as soon as possible. */
	void now() {
		if (!this.now.get() && this.now.compareAndSet(false, true)) {
			later(() -> {
				this.now.set(false);
				this.drain.run();
			}, 0);
		}
	}

	/** Have replies looked for in a moment. */
	void soon() {
		if (!this.soon.get() && this.soon.compareAndSet(false, true)) {
			later(() -> {
				this.soon.set(false);
				this.drain.run();
			}, COALESCE_MICROS);
		}
	}

	/**
	 * Do something on the event loop.
	 * @param task what to do
	 * @param micros when, from now
	 */
	void later(Runnable task, long micros) {
		try {
			if (micros == 0) {
				this.loop.execute(task);
			}
			else {
				this.loop.schedule(task, micros, TimeUnit.MICROSECONDS);
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A reply came after the end of its event loop", ex);
		}
	}

}
