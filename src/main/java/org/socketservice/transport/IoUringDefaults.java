package org.socketservice.transport;

import io.netty.channel.uring.IoUring;
import org.jspecify.annotations.Nullable;

/**
 * What Netty is told before it loads io_uring: with Netty 4.2.18 two of its faster ways
 * lose what a server has to know. What somebody has set otherwise stays.
 */
final class IoUringDefaults {

	private static final String PREFIX = "io.netty.iouring.";

	private static final String ACCEPT = PREFIX + "acceptMultiShotEnabled";

	private static final String POLL = PREFIX + "pollAddMultishotEnabled";

	/** As options of the JVM. */
	static final String SETTINGS = "-D" + ACCEPT + "=false -D" + POLL + "=false";

	static {
		// Accepts many at a time without their addresses. Who has sent something and is
		// gone by the time it is asked for has none, and no access rule holds for nobody.
		disable(ACCEPT);
		// Tells of data and a reset that come together once. When the data has been read
		// nothing tells of the reset, and the connection stays until it is idle too long.
		disable(POLL);
	}

	private IoUringDefaults() {
	}

	private static void disable(String name) {
		if (System.getProperty(name) == null) {
			System.setProperty(name, "false");
		}
	}

	/**
	 * Load io_uring.
	 * @return why it is not available, {@code null} if it is
	 */
	static @Nullable Throwable unavailabilityCause() {
		return IoUring.unavailabilityCause();
	}

	/**
	 * Whether they have effect.
	 * @return {@code false} if somebody wants it otherwise or had loaded io_uring before
	 */
	static boolean areEffective() {
		return !IoUring.isAcceptMultishotEnabled() && !IoUring.isPollAddMultishotEnabled();
	}

}
