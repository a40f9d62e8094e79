package org.socketservice.properties;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot stand. The start ends with it.
 */
public final class InvalidPropertiesException extends RuntimeException {

	private final transient List<InvalidProperty> properties;

	/**
	 * Create an exception.
	 * @param properties all that is wrong, at least one
	 */
	public InvalidPropertiesException(List<InvalidProperty> properties) {
		super(properties.stream().map(InvalidProperty::toString).collect(Collectors.joining("; ")));
		this.properties = List.copyOf(properties);
	}

	/**
	 * All that is wrong.
	 * @return at least one
	 */
	public List<InvalidProperty> properties() {
		return this.properties;
	}

}
