package org.socketservice.properties;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/**
 * Explains values below {@code socket} that are no value of their property's type. Spring
 * Boot's own analysis names Java classes and constants instead of what to write.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class ConversionFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName SOCKET = ConfigurationPropertyName.of("socket");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConversionFailedException conversion = deepest(cause);
		if (!SOCKET.isAncestorOf(cause.getName()) || conversion == null) {
			return null;
		}
		ConfigurationProperty property = cause.getProperty();
		Object value = conversion.getValue();
		ExpectedValue expected = ExpectedValue.of(conversion.getTargetType().getType(), String.valueOf(value), cause);
		String origin = (property != null) ? Objects.toString(property.getOrigin(), null) : null;
		String shown = Objects.toString((property != null) ? property.getValue() : value, null);
		InvalidProperty invalid = new InvalidProperty(cause.getName().toString(), shown, origin, expected.reason(),
				expected.remedy());
		return PropertyFailureAnalysis.of("A property is wrong", List.of(invalid), cause);
	}

	/**
	 * For one element of a comma-separated list the outer failure is about the list.
	 */
	private static @Nullable ConversionFailedException deepest(Throwable failure) {
		ConversionFailedException deepest = null;
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			deepest = (ex instanceof ConversionFailedException conversion) ? conversion : deepest;
		}
		return deepest;
	}

}
