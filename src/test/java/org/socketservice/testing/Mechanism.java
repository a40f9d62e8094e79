package org.socketservice.testing;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Assumptions;

import org.socketservice.transport.EventLoops;
import org.socketservice.transport.EventLoopsProperties;
import org.socketservice.transport.EventLoopsProperties.Io;
import org.socketservice.transport.UnsupportedIoException;

/**
 * The ways to wait for the kernel. Asked of the library and not of Netty, which would
 * load io_uring before the library has told it what to leave alone.
 */
public final class Mechanism {

	private Mechanism() {
	}

	/**
	 * Skip the test where a mechanism does not work.
	 * @param io as written in {@code socket.event-loops.io}
	 */
	public static void assumeAvailable(String io) {
		try {
			new EventLoops(new EventLoopsProperties(Io.valueOf(io.toUpperCase(Locale.ROOT)), 1, Duration.ZERO)).close();
		}
		catch (UnsupportedIoException ex) {
			Assumptions.abort(ex.getMessage() + ": " + ex.getCause());
		}
	}

}
