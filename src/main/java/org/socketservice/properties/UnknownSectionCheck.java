package org.socketservice.properties;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds a misspelt or misplaced word right behind {@code socket}, for example
 * {@code socket.listner} or {@code socket.port}, and a value of {@code socket} itself. An
 * application may bind properties of its own there, so this looks when all beans are
 * made, just before the first socket is opened, and only where no bean binds. What the
 * environment and the system properties hold there is likely another program's and is
 * passed over unless it resembles a name of ours; the environment never stops the start.
 */
final class UnknownSectionCheck implements SmartInitializingSingleton {

	private static final ConfigurationPropertyName SOCKET = ConfigurationPropertyName.of("socket");

	/** Parts of this project that an application may leave out. */
	private static final Set<String> OPTIONAL = Set.of("clients", "event-loops");

	private final ListableBeanFactory beanFactory;

	private final Environment environment;

	UnknownSectionCheck(ListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<String> sections = new TreeSet<>(OPTIONAL);
		List<KnownNames> records = new ArrayList<>();
		this.beanFactory.getBeansOfType(CheckedProperties.class).values().forEach((properties) -> {
			ConfigurationPropertyName prefix = prefix(
					AnnotatedElementUtils.findMergedAnnotation(properties.getClass(), ConfigurationProperties.class));
			if (prefix != null && prefix.equals(SOCKET)) {
				KnownNames names = KnownNames.of(properties.getClass());
				sections.addAll(names.names());
				records.add(names);
			}
		});
		List<InvalidProperty> unknown = find(sections, records);
		if (!unknown.isEmpty()) {
			throw new InvalidPropertiesException(unknown);
		}
	}

	private List<InvalidProperty> find(Set<String> sections, List<KnownNames> records) {
		List<InvalidProperty> unknown = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			String shared = sharedName(source);
			if (source instanceof IterableConfigurationPropertySource iterable
					&& !StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME.equals(shared)) {
				iterable.stream()
					.filter((name) -> isUnknown(name, sections) && !isBoundByOthers(name))
					.map((name) -> describe(name, sections, records, source, shared != null))
					.filter((property) -> property != null && !unknown.contains(property))
					.forEach(unknown::add);
			}
		}
		return unknown;
	}

	private static @Nullable String sharedName(ConfigurationPropertySource source) {
		String name = (source.getUnderlyingSource() instanceof PropertySource<?> underlying) ? underlying.getName()
				: "";
		return Set
			.of(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
			.contains(name) ? name : null;
	}

	private static boolean isUnknown(ConfigurationPropertyName name, Set<String> sections) {
		return SOCKET.equals(name) || (SOCKET.isAncestorOf(name) && !isSection(name, sections));
	}

	private static boolean isSection(ConfigurationPropertyName name, Set<String> sections) {
		String element = name.getElement(1, Form.UNIFORM);
		return sections.stream().anyMatch((section) -> section.replace("-", "").equals(element));
	}

	private boolean isBoundByOthers(ConfigurationPropertyName name) {
		for (String bean : this.beanFactory.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
			Class<?> type = this.beanFactory.getType(bean);
			ConfigurationPropertyName prefix = prefix(
					this.beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class));
			boolean ours = type != null && CheckedProperties.class.isAssignableFrom(type);
			if (!ours && prefix != null && !prefix.isEmpty() && (prefix.equals(name) || prefix.isAncestorOf(name))) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable ConfigurationPropertyName prefix(@Nullable ConfigurationProperties annotation) {
		return (annotation != null) ? ConfigurationPropertyName.ofIfValid(annotation.prefix()) : null;
	}

	private static @Nullable InvalidProperty describe(ConfigurationPropertyName name, Set<String> sections,
			List<KnownNames> records, ConfigurationPropertySource source, boolean shared) {
		KnownNames.Dead dead = new KnownNames.Dead(1, KnownNames.section(sections));
		if (SOCKET.equals(name)) {
			return shared ? null : UnknownProperties.describe(name, dead, source);
		}
		String word = name.getElement(1, Form.DASHED);
		if (shared && NearestName.of(word, sections) == null) {
			return null;
		}
		for (KnownNames names : records) {
			String path = names.pathTo(word);
			if (path != null) {
				return UnknownProperties.describe(name, 1, source, "did you mean socket." + path + "?");
			}
		}
		return UnknownProperties.describe(name, dead, source);
	}

}
