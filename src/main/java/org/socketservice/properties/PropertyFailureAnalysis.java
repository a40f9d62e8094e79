package org.socketservice.properties;

import java.util.List;
import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * The one form in which all failures of this project's properties are told.
 */
public final class PropertyFailureAnalysis {

	private PropertyFailureAnalysis() {
	}

	/**
	 * Tell what is wrong and what to write instead.
	 * @param headline the failure in one clause, without a full stop
	 * @param properties the properties at fault, at least one
	 * @param cause the failure
	 * @return the analysis
	 */
	public static FailureAnalysis of(String headline, List<InvalidProperty> properties, Throwable cause) {
		String description = properties.stream()
			.map(InvalidProperty::describe)
			.collect(Collectors.joining(System.lineSeparator(),
					headline + ":" + System.lineSeparator() + System.lineSeparator(), ""));
		String action = properties.stream()
			.map((property) -> property.property() + ": " + property.remedy()
					+ (property.remedy().endsWith("?") ? "" : "."))
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description.stripTrailing(), action, cause);
	}

}
