package org.socketservice.properties;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in the configuration, told so that the user can mend it.
 *
 * @param property the full name of the property at fault
 * @param value what the user wrote, {@code null} if nothing
 * @param origin where it was written, for example a file and line, {@code null} if
 * unknown
 * @param reason why it cannot stand
 * @param remedy what to write instead
 */
public record InvalidProperty(String property, @Nullable String value, @Nullable String origin, String reason,
		String remedy) {

	/**
	 * Describe a failure that has no known place in a file.
	 * @param property the full name of the property at fault
	 * @param value what the user wrote, {@code null} if nothing
	 * @param reason why it cannot stand
	 * @param remedy what to write instead
	 */
	public InvalidProperty(String property, @Nullable String value, String reason, String remedy) {
		this(property, value, null, reason, remedy);
	}

	/**
	 * The facts, one a line.
	 * @return indented, for a failure analysis
	 */
	String describe() {
		StringBuilder text = new StringBuilder();
		text.append("    Property: ").append(this.property).append(System.lineSeparator());
		text.append("    Value: ").append(quoted()).append(System.lineSeparator());
		if (this.origin != null) {
			text.append("    Origin: ").append(this.origin).append(System.lineSeparator());
		}
		return text.append("    Reason: ").append(this.reason).append(System.lineSeparator()).toString();
	}

	private String quoted() {
		return (this.value != null) ? '"' + this.value + '"' : "not set";
	}

	@Override
	public String toString() {
		return this.property + " (" + quoted() + "): " + this.reason;
	}

}
