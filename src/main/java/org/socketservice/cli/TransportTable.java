package org.socketservice.cli;

import java.io.PrintWriter;

import org.socketservice.transport.Transport;
import org.socketservice.transport.TransportSupport;

/**
 * What this machine can serve: one line for each transport, {@code yes}, or {@code no}
 * and why.
 */
final class TransportTable {

	private TransportTable() {
	}

	static void print(PrintWriter out) {
		for (Transport transport : Transport.values()) {
			String reason = TransportSupport.whyNot(transport);
			out.printf("%-15s %s%n", transport.tag(), (reason == null) ? "yes" : "no   " + reason);
		}
		out.flush();
	}

}
