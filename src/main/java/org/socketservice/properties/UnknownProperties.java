package org.socketservice.properties;

import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds misspelt properties below the names a record binds, and values where sections
 * are: left alone, they would be ignored without a word. Several records share the prefix
 * {@code socket}, so each answers for what is below its own components only. The
 * environment belongs to all programs: there a name nobody knows is worth a warning at
 * most.
 */
final class UnknownProperties {

	private static final ConfigurationPropertyName SOCKET = ConfigurationPropertyName.of("socket");

	private static final Log logger = LogFactory.getLog(UnknownProperties.class);

	private final ConfigurationPropertyName prefix;

	private final KnownNames known;

	UnknownProperties(ConfigurationPropertyName prefix, Class<?> type) {
		this.prefix = prefix;
		this.known = KnownNames.of(type);
	}

	void report(Iterable<ConfigurationPropertySource> sources, PropertyChecks checks) {
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				boolean environment = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
				iterable.stream().filter(this::isOurs).forEach((name) -> {
					InvalidProperty unknown = find(name, environment, source);
					if (unknown != null && environment) {
						logger.warn("Nothing reads the environment variable behind " + unknown.property() + ": "
								+ unknown.remedy());
					}
					else if (unknown != null) {
						checks.reject(unknown);
					}
				});
			}
		}
	}

	private boolean isOurs(ConfigurationPropertyName name) {
		return this.prefix.isAncestorOf(name) || this.prefix.equals(name);
	}

	private @Nullable InvalidProperty find(ConfigurationPropertyName name, boolean environment,
			ConfigurationPropertySource source) {
		KnownNames.Dead dead = this.known.follow(name, this.prefix.getNumberOfElements(), environment);
		// What is right behind socket may be another record's; a section check looks
		// there.
		return (dead != null && dead.element() > SOCKET.getNumberOfElements()) ? describe(name, dead, source) : null;
	}

	/**
	 * Describe a name that leads nowhere.
	 * @param name the name
	 * @param dead where it leaves what is known
	 * @param source where it was written
	 * @return {@code null} for a section that was left empty, which stands for its
	 * defaults
	 */
	static @Nullable InvalidProperty describe(ConfigurationPropertyName name, KnownNames.Dead dead,
			ConfigurationPropertySource source) {
		if (dead.element() == name.getNumberOfElements()) {
			InvalidProperty found = describe(name, source, "properties go below this one; it has no value of its own",
					dead.known().remedyForValue());
			return (found.value() == null || found.value().isBlank()) ? null : found;
		}
		String nearest = NearestName.of(name.getElement(dead.element(), Form.DASHED), dead.known().names());
		return describe(name, dead.element(), source, remedy(name.chop(dead.element()), nearest, dead));
	}

	static InvalidProperty describe(ConfigurationPropertyName name, int element, ConfigurationPropertySource source,
			String remedy) {
		return describe(name, source,
				"there is no property " + name.getElement(element, Form.ORIGINAL) + " below " + name.chop(element),
				remedy);
	}

	private static InvalidProperty describe(ConfigurationPropertyName name, ConfigurationPropertySource source,
			String reason, String remedy) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		String value = (property != null) ? String.valueOf(property.getValue()) : null;
		String origin = (property != null && property.getOrigin() != null) ? property.getOrigin().toString() : null;
		return new InvalidProperty(name.toString(), value, origin, reason, remedy);
	}

	private static String remedy(ConfigurationPropertyName parent, @Nullable String nearest, KnownNames.Dead dead) {
		if (nearest != null) {
			return "did you mean " + parent.append(nearest) + "?";
		}
		Set<String> known = dead.known().names();
		return known.isEmpty() ? "remove it; " + parent + " is a value"
				: "remove it, or write one of " + String.join(", ", known);
	}

}
