package org.socketservice.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A load from its first connection to its result.
 */
final class LoadRun {

	private static final long TICK = TimeUnit.SECONDS.toNanos(1);

	private final LoadPlan plan;

	private final ProgressLine progress;

	private final @Nullable ServerProcess server;

	private volatile @Nullable LoadWindow window;

	private volatile boolean stopped;

	/**
	 * Create a run.
	 * @param plan what to do
	 * @param progress where to say every second how it goes
	 */
	LoadRun(LoadPlan plan, ProgressLine progress) {
		this.plan = plan;
		this.progress = progress;
		this.server = (plan.serverPid() > 0) ? new ServerProcess(plan.serverPid()) : null;
	}

	/** End it now; {@link #run()} returns the result so far. */
	void stop() {
		this.stopped = true;
		LoadWindow window = this.window;
		if (window != null) {
			window.stop();
		}
	}

	/**
	 * Connect, warm up, measure.
	 * @return the result
	 * @throws ConnectFailedException when a connection cannot be made
	 * @throws IOException when a selector fails or the server's process is gone
	 * @throws InterruptedException when interrupted; the load has ended then
	 */
	LoadResult run() throws IOException, InterruptedException {
		List<LoadSocket> sockets = connect();
		LoadWindow window = new LoadWindow(System.nanoTime(), this.plan);
		this.window = window;
		if (this.stopped) {
			window.stop();
		}
		List<LoadLoop> loops = loops(window, sockets);
		LoadMeter meter = new LoadMeter(loops.stream().map(LoadLoop::tally).toList());
		CountDownLatch finished = new CountDownLatch(loops.size());
		for (LoadLoop loop : loops) {
			Thread.ofPlatform().daemon().name("load-", loops.indexOf(loop)).start(() -> {
				loop.run();
				finished.countDown();
			});
		}
		try {
			return measure(window, loops, meter, finished);
		}
		finally {
			window.stop();
			this.progress.end();
		}
	}

	private List<LoadSocket> connect() throws IOException {
		List<LoadSocket> sockets = new ArrayList<>();
		try {
			while (sockets.size() < this.plan.connections() && !(this.stopped && !sockets.isEmpty())) {
				sockets.add(this.plan.target().connect(this.plan.size()));
			}
			return sockets;
		}
		catch (IOException ex) {
			for (LoadSocket socket : sockets) {
				socket.close();
			}
			throw ex;
		}
	}

	private List<LoadLoop> loops(LoadWindow window, List<LoadSocket> sockets) throws IOException {
		int count = Math.min(this.plan.threads(), sockets.size());
		List<LoadLoop> loops = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			// Connections i, i + count, i + 2 count ... belong to thread i.
			int share = (sockets.size() - i + count - 1) / count;
			LoadTally tally = new LoadTally(window, this.plan.isPaced());
			LoadContext context = new LoadContext(this.plan, window, tally, schedule(i, share, sockets.size()), share);
			LoadLoop loop = new LoadLoop(window, context, sockets.getFirst().newSelector(context.outbox.length));
			for (int index = i; index < sockets.size(); index += count) {
				loop.add(sockets.get(index), index);
			}
			loops.add(loop);
		}
		return loops;
	}

	private @Nullable LoadSchedule schedule(int thread, int share, int all) {
		if (!this.plan.isPaced()) {
			return null;
		}
		double interval = (double) TimeUnit.SECONDS.toNanos(1) / this.plan.rate();
		return new LoadSchedule(interval * all / share, (long) (interval * thread));
	}

	private LoadResult measure(LoadWindow window, List<LoadLoop> loops, LoadMeter meter, CountDownLatch finished)
			throws IOException, InterruptedException {
		await(window.from(), finished, meter, true);
		if (this.server != null) {
			this.server.begin();
		}
		await(window.until(), finished, meter, false);
		ServerUsage usage = (this.server != null) ? this.server.end() : null;
		finished.await();
		long endedAt = window.from();
		for (LoadLoop loop : loops) {
			if (loop.failure() != null) {
				throw new IllegalStateException("The load broke off", loop.failure());
			}
			endedAt = Math.max(endedAt, loop.endedAt());
		}
		meter.interval();
		return new LoadResult(this.plan, (endedAt - window.from()) / 1e9,
				meter.total().getTotalCount() - meter.waiting(), meter.total(), meter.faults(), usage);
	}

	private void await(long time, CountDownLatch finished, LoadMeter meter, boolean warmup)
			throws InterruptedException {
		long last = System.nanoTime();
		for (long left = time - last; left > 0; left = time - last) {
			if (finished.await(Math.min(left, TICK), TimeUnit.NANOSECONDS)) {
				return;
			}
			long now = System.nanoTime();
			this.progress.show(warmup, (now - last) / 1e9, meter.interval(), meter.faults());
			last = now;
		}
	}

}
