package org.socketservice.properties;

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
 * Finds misspelt properties below the names a record binds: left alone, they would be
 * ignored without a word. Several records share the prefix {@code socket}, so each
 * answers for what is below its own components only. The environment belongs to all
 * programs: there a name nobody knows is worth a warning at most.
 */
final class UnknownProperties {

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
				iterable.stream().filter(this.prefix::isAncestorOf).forEach((name) -> {
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

	private @Nullable InvalidProperty find(ConfigurationPropertyName name, boolean environment,
			ConfigurationPropertySource source) {
		int from = this.prefix.getNumberOfElements();
		KnownNames.Dead dead = this.known.follow(name, from, environment);
		// The first element may be another record's; a section check looks at those.
		return (dead != null && dead.element() > from) ? describe(name, dead, source) : null;
	}

	static InvalidProperty describe(ConfigurationPropertyName name, KnownNames.Dead dead,
			ConfigurationPropertySource source) {
		String nearest = NearestName.of(name.getElement(dead.element(), Form.DASHED), dead.known());
		return describe(name, dead.element(), source, remedy(name.chop(dead.element()), nearest, dead));
	}

	static InvalidProperty describe(ConfigurationPropertyName name, int element, ConfigurationPropertySource source,
			String remedy) {
		ConfigurationPropertyName parent = name.chop(element);
		String wrong = name.getElement(element, Form.ORIGINAL);
		ConfigurationProperty property = source.getConfigurationProperty(name);
		String value = (property != null) ? String.valueOf(property.getValue()) : null;
		String origin = (property != null && property.getOrigin() != null) ? property.getOrigin().toString() : null;
		return new InvalidProperty(name.toString(), value, origin, "there is no property " + wrong + " below " + parent,
				remedy);
	}

	private static String remedy(ConfigurationPropertyName parent, @Nullable String nearest, KnownNames.Dead dead) {
		if (nearest != null) {
			return "did you mean " + parent.append(nearest) + "?";
		}
		return dead.known().isEmpty() ? "remove it; " + parent + " is a value"
				: "remove it, or write one of " + String.join(", ", dead.known());
	}

}
