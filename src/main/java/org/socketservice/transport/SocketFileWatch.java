package org.socketservice.transport;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks, by stat(2) every second, whether the file of a bound socket is in its place:
 * without it clients do not find the socket any more, and nobody would notice.
 */
final class SocketFileWatch {

	private static final long SECONDS = 1;

	private final UnixSocketFile file;

	private final Consumer<IOException> whenDisplaced;

	private final Future<?> task;

	private SocketFileWatch(UnixSocketFile file, ScheduledExecutorService loop, Consumer<IOException> whenDisplaced) {
		this.file = file;
		this.whenDisplaced = whenDisplaced;
		this.task = loop.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Begin to look.
	 * @param file of the socket
	 * @param loop to look on
	 * @param whenDisplaced told once, on that loop
	 * @return to be stopped
	 */
	static SocketFileWatch start(UnixSocketFile file, ScheduledExecutorService loop,
			Consumer<IOException> whenDisplaced) {
		return new SocketFileWatch(file, loop, whenDisplaced);
	}

	private void look() {
		if (!this.file.isInPlace()) {
			stop();
			this.whenDisplaced
				.accept(new NoSuchFileException(this.file.path().toString(), null, "removed or replaced"));
		}
	}

	void stop() {
		this.task.cancel(false);
	}

}
