package org.socketservice.listener;

/**
 * A listener as its {@link ListenerBootstrap} drives it.
 */
interface ManagedListener extends Listener {

	/**
	 * Bind, on the calling thread.
	 * @throws ListenerBindException if that is not possible
	 */
	void bind();

	/**
	 * Stop accepting and have connections finish what is in flight. Returns at once; done
	 * when no connection is active.
	 */
	void beginDrain();

	/**
	 * Wait until what was in flight when {@link #beginDrain()} was called is done.
	 * @param deadline {@link System#nanoTime()} when to give up
	 * @return whether it is done
	 * @throws InterruptedException if interrupted meanwhile
	 */
	default boolean awaitDrained(long deadline) throws InterruptedException {
		return counts().awaitNoneActive(deadline);
	}

	/**
	 * No connection is left of those that had to finish while the program goes on.
	 */
	default void endDrain() {
	}

	/**
	 * Close what has not finished. Returns at once.
	 */
	void cut();

	/**
	 * Close everything that is left.
	 */
	void stop();

	/**
	 * How connections ended since {@link #beginDrain()}.
	 * @return live counts
	 */
	DrainReport drained();

}
