package org.socketservice.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * An event loop on io_uring that does its tasks in time. Netty 4.2.18 goes on up to 128
 * times with what has completed meanwhile before it looks at tasks: with a thousand busy
 * connections that is a second, with large messages it was half a minute, in which no
 * timeout fires and no new connection is served. This one looks between two completions
 * as well. An error for want of memory ends one channel, and not the loop.
 */
final class IoUringLoop extends SingleThreadIoEventLoop {

	private static final Log logger = LogFactory.getLog(IoUringLoop.class);

	/** How long tasks may wait for completions. */
	private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** How long completions may wait for tasks. */
	private static final long MAX_TASKS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** The clock is read once in so many completions. */
	private static final int STRIDE = 16;

	private int completions;

	private long lastTasks = System.nanoTime();

	/** Whether what runs must not be interrupted by tasks. */
	private boolean occupied;

	private IoUringLoop(IoEventLoopGroup group, Executor executor) {
		super(group, executor,
				(loop) -> new Handler((IoUringLoop) loop, IoUringIoHandler.newFactory().newHandler(loop)));
	}

	/**
	 * Make such event loops.
	 * @param threads how many
	 * @param factory makes the threads
	 * @return open event loops
	 * @throws RuntimeException what Netty throws where the kernel refuses
	 */
	static IoEventLoopGroup newGroup(int threads, ThreadFactory factory) {
		return new MultiThreadIoEventLoopGroup(threads, factory, IoUringIoHandler.newFactory()) {

			@Override
			protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
				return new IoUringLoop(this, executor);
			}

		};
	}

	@Override
	protected boolean runAllTasks(long timeoutNanos) {
		this.occupied = true;
		try {
			return super.runAllTasks(timeoutNanos);
		}
		finally {
			this.occupied = false;
			this.lastTasks = System.nanoTime();
		}
	}

	private void handle(IoHandle handle, IoRegistration registration, IoEvent event) {
		// A task, or the handling of another completion, waits for this one.
		if (this.occupied) {
			handle.handle(registration, event);
			return;
		}
		this.occupied = true;
		try {
			handle.handle(registration, event);
		}
		catch (OutOfMemoryError ex) {
			logger.warn("No memory for a connection, which is closed: " + ex.getMessage());
			close(handle);
		}
		finally {
			this.occupied = false;
		}
		if (++this.completions % STRIDE == 0 && System.nanoTime() - this.lastTasks > MAX_WAIT_NANOS
				&& !isShuttingDown()) {
			runAllTasks(MAX_TASKS_NANOS);
		}
	}

	private static void close(IoHandle handle) {
		try {
			handle.close();
		}
		catch (Exception ex) {
			logger.warn("It could not be closed", ex);
		}
	}

	/**
	 * Netty's, with the loop told of each completion.
	 */
	private static final class Handler extends DelegatingIoHandler {

		private final IoUringLoop loop;

		private Handler(IoUringLoop loop, IoHandler uring) {
			super(uring);
			this.loop = loop;
		}

		@Override
		public IoRegistration register(IoHandle handle) throws Exception {
			return registerWithNetty(new Handle(this.loop, handle));
		}

	}

	// Netty's close() declares any exception; nobody opens one in a try.
	@SuppressWarnings("try")
	private record Handle(IoUringLoop loop, IoHandle target) implements IoUringIoHandle {

		@Override
		public void handle(IoRegistration registration, IoEvent event) {
			this.loop.handle(this.target, registration, event);
		}

		@Override
		public void registered() {
			this.target.registered();
		}

		@Override
		public void unregistered() {
			this.target.unregistered();
		}

		@Override
		public void close() throws Exception {
			this.target.close();
		}

	}

}
