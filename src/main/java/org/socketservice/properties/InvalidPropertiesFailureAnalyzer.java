package org.socketservice.properties;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains properties that break a rule.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidPropertiesFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertiesException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertiesException cause) {
		int count = cause.properties().size();
		String headline = (count == 1) ? "A property is wrong" : count + " properties are wrong";
		return PropertyFailureAnalysis.of(headline, cause.properties(), cause);
	}

}
