package org.socketservice.properties;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.assertj.core.api.Assertions;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Binds properties in tests, with or without the checks of a running application.
 */
public final class Bound {

	private Bound() {
	}

	/**
	 * Bind without checks.
	 * @param <T> the record
	 * @param prefix its prefix
	 * @param type its class
	 * @param properties {@code name=value}
	 * @return the record, with defaults for what is not given
	 */
	public static <T> T to(String prefix, Class<T> type, String... properties) {
		Map<String, String> map = Stream.of(properties)
			.map((property) -> property.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1]));
		return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate(prefix, Bindable.of(type));
	}

	/**
	 * An application that has the checks.
	 * @param configuration enables the records
	 * @return a runner
	 */
	public static ApplicationContextRunner checked(Class<?> configuration) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PropertiesAutoConfiguration.class))
			.withUserConfiguration(configuration);
	}

	/**
	 * What the checks find wrong.
	 * @param configuration enables the records
	 * @param properties {@code name=value}
	 * @return all of it, empty if the application starts
	 */
	public static List<InvalidProperty> wrong(Class<?> configuration, String... properties) {
		List<List<InvalidProperty>> found = new java.util.ArrayList<>();
		checked(configuration).withPropertyValues(properties).run((context) -> {
			Throwable failure = context.getStartupFailure();
			found.add((failure != null) ? cause(failure).properties() : List.of());
		});
		return found.getFirst();
	}

	private static InvalidPropertiesException cause(Throwable failure) {
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			if (ex instanceof InvalidPropertiesException invalid) {
				return invalid;
			}
		}
		return Assertions.fail("failed otherwise", failure);
	}

}
