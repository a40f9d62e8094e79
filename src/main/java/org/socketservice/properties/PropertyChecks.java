package org.socketservice.properties;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * Collects what is wrong with the properties below one name. Knows what the user wrote
 * and where, which a bound record does not: a default is not told from the same value
 * written out.
 */
public final class PropertyChecks {

	/** Longer ones overflow when they are counted in nanoseconds. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final ConfigurationPropertyName prefix;

	private final Iterable<ConfigurationPropertySource> sources;

	private final Binder binder;

	private final List<InvalidProperty> found;

	PropertyChecks(ConfigurationPropertyName prefix, Iterable<ConfigurationPropertySource> sources, Binder binder) {
		this(prefix, sources, binder, new ArrayList<>());
	}

	private PropertyChecks(ConfigurationPropertyName prefix, Iterable<ConfigurationPropertySource> sources,
			Binder binder, List<InvalidProperty> found) {
		this.prefix = prefix;
		this.sources = sources;
		this.binder = binder;
		this.found = found;
	}

	/**
	 * Check properties further down; what is wrong there is collected here.
	 * @param name relative to this name
	 * @return checks whose names are relative to that one
	 */
	public PropertyChecks at(String name) {
		return new PropertyChecks(this.prefix.append(name), this.sources, this.binder, this.found);
	}

	/**
	 * The full name of a property.
	 * @param property its name relative to this one
	 * @return as it is written in a properties file
	 */
	public String name(String property) {
		return this.prefix.append(property).toString();
	}

	/**
	 * Whether the user wrote something, even if it is what the default would be.
	 * @param property its name relative to this one
	 * @return {@code false} also for an empty text
	 */
	public boolean isSet(String property) {
		ConfigurationPropertyName name = this.prefix.append(property);
		return written(name) != null;
	}

	private @Nullable ConfigurationProperty written(ConfigurationPropertyName name) {
		ConfigurationProperty property = writtenAt(name);
		return (property != null || name.isLastElementIndexed()) ? property : writtenAt(name.append("[0]"));
	}

	private @Nullable ConfigurationProperty writtenAt(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return String.valueOf(property.getValue()).isBlank() ? null : property;
			}
		}
		return null;
	}

	/**
	 * Read a property that belongs to someone else.
	 * @param name its full name
	 * @param byDefault what holds when it is not set
	 * @return its value
	 */
	public Duration read(String name, Duration byDefault) {
		return this.binder.bind(name, Duration.class).orElse(byDefault);
	}

	/**
	 * Report a property that cannot stand.
	 * @param property its name relative to this one
	 * @param value the value bound; what the user wrote is told instead where that is
	 * known
	 * @param reason why it cannot stand
	 * @param remedy what to write instead, an imperative without a full stop
	 */
	public void reject(String property, @Nullable Object value, String reason, String remedy) {
		ConfigurationPropertyName name = this.prefix.append(property);
		ConfigurationProperty written = written(name);
		String text = (value != null) ? value.toString() : null;
		String origin = null;
		if (written != null) {
			String raw = String.valueOf(written.getValue());
			text = (text == null || !raw.contains("${")) ? raw : text;
			origin = (written.getOrigin() != null) ? written.getOrigin().toString() : null;
		}
		this.found.add(new InvalidProperty(name.toString(), text, origin, reason, remedy));
	}

	/**
	 * Report a property that was found elsewhere.
	 * @param property the facts
	 */
	void reject(InvalidProperty property) {
		this.found.add(property);
	}

	/**
	 * Check that a number is within bounds.
	 * @param property its name relative to this one
	 * @param value the number
	 * @param min the least allowed
	 * @param max the most allowed
	 */
	public void between(String property, long value, long min, long max) {
		if (value < min || value > max) {
			boolean open = max >= Integer.MAX_VALUE - 8L && max <= Integer.MAX_VALUE;
			String bounds = open ? "of at least " + min : "from " + min + " to " + max;
			reject(property, value, "is not a whole number " + bounds, "write a whole number " + bounds);
		}
	}

	/**
	 * Check that a number is not negative or zero.
	 * @param property its name relative to this one
	 * @param value the number
	 */
	public void positive(String property, int value) {
		between(property, value, 1, Integer.MAX_VALUE);
	}

	/**
	 * Check that a number is not negative.
	 * @param property its name relative to this one
	 * @param value the number
	 */
	public void notNegative(String property, int value) {
		between(property, value, 0, Integer.MAX_VALUE);
	}

	/**
	 * Check that a duration is not negative, nor too long to be counted.
	 * @param property its name relative to this one
	 * @param value the duration
	 * @param zero what 0 means, for example {@code never}
	 */
	public void notNegative(String property, Duration value, String zero) {
		if (value.isNegative()) {
			reject(property, value, "a duration cannot be negative",
					"write a duration such as 500ms, 30s or 5m; 0 means " + zero);
		}
		else if (value.compareTo(LONGEST) > 0) {
			reject(property, value, "is longer than " + LONGEST.toDays() + " days",
					"write a shorter duration; 0 means " + zero);
		}
	}

	/**
	 * Check that a size is within bounds.
	 * @param property its name relative to this one
	 * @param value the size, {@code null} if not set
	 * @param max the most allowed, in bytes
	 * @param why what sets that bound
	 */
	public void size(String property, @Nullable DataSize value, long max, String why) {
		if (value != null && value.toBytes() < 1) {
			reject(property, value, "a size is at least one byte", "write a size such as 512B, 64KB or 1MB");
		}
		else if (value != null && value.toBytes() > max) {
			reject(property, value, "is more than the " + max + " bytes " + why, "write at most " + max + "B");
		}
	}

	/**
	 * How much has been found wrong so far, anywhere.
	 * @return a count
	 */
	public int count() {
		return this.found.size();
	}

	void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidPropertiesException(this.found);
		}
	}

}
