package org.socketservice.gateway;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a second subscriber of {@code socketRequests}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class DuplicateSubscriberFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateSubscriberException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateSubscriberException cause) {
		String description = """
				Two handlers subscribe to the channel 'socketRequests', so that each would get only every other request:

				    - %s
				    - %s""".formatted(cause.first(), cause.second());
		return new FailureAnalysis(description,
				"Let one of them subscribe to another channel, or remove it. To answer requests by several steps, "
						+ "begin one flow on 'socketRequests'; to watch them, add a wire tap or an interceptor instead.",
				cause);
	}

}
