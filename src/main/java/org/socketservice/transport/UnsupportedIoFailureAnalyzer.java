package org.socketservice.transport;

import java.util.List;

import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.PropertyFailureAnalysis;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains event loops that do not work on this machine.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnsupportedIoFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedIoException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedIoException cause) {
		Throwable why = cause.getCause();
		String reason = "does not work here" + ((why != null) ? ": " + why.getMessage() : "");
		return PropertyFailureAnalysis.of("The event loops cannot run", List
			.of(new InvalidProperty("socket.event-loops.io", cause.io().toString(), reason,
					"write auto, which takes what works, or nio, which works everywhere; native transports need "
							+ "Linux, the native library for this processor and --enable-native-access=ALL-UNNAMED")),
				cause);
	}

}
