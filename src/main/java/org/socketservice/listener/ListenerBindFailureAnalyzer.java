package org.socketservice.listener;

import java.util.List;

import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.PropertyFailureAnalysis;
import org.socketservice.transport.BundleException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a listener that could not be bound, in terms of its properties.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ListenerBindFailureAnalyzer extends AbstractFailureAnalyzer<ListenerBindException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ListenerBindException cause) {
		return PropertyFailureAnalysis.of("Listener " + cause.listener() + " could not be bound",
				List.of(explain(cause)), cause);
	}

	private InvalidProperty explain(ListenerBindException cause) {
		BundleException bundle = findCause(cause, BundleException.class);
		if (bundle != null) {
			return bundle.explain("socket.listeners." + cause.listener() + ".ssl.bundle");
		}
		return new BindFailure(cause).explain();
	}

}
