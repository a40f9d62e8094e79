package org.socketservice.testing;

import org.junit.jupiter.api.Assumptions;
import org.socketservice.client.SocketClientException;
import org.socketservice.client.SocketDatagrams;

/**
 * Raw sockets need a capability: tests of them are skipped where this process has none.
 */
public final class RawSockets {

	private RawSockets() {
	}

	public static void assumeAllowed() {
		Assumptions.assumeTrue(areAllowed(), "no CAP_NET_RAW: raw sockets cannot be tested");
	}

	private static boolean areAllowed() {
		try {
			SocketDatagrams.raw("127.0.0.1", 253).close();
			return true;
		}
		catch (SocketClientException ex) {
			return false;
		}
	}

}
