package org.socketservice.properties;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The configuration metadata the build has generated.
 */
public final class Metadata {

	private Metadata() {
	}

	/**
	 * The properties of the application.
	 * @return those below {@code socket}
	 */
	public static List<Entry> ofApplication() {
		return read("META-INF/spring-configuration-metadata.json").stream()
			.filter((entry) -> entry.name().startsWith("socket."))
			.toList();
	}

	/**
	 * The properties of a record that is an element of a map.
	 * @param type the record
	 * @return names relative to the element
	 */
	public static List<Entry> ofType(Class<?> type) {
		return read("META-INF/spring/configuration-metadata/" + type.getName() + ".json");
	}

	/** The test classes have metadata of their own, which the class path shows first. */
	@SuppressWarnings("unchecked")
	private static List<Entry> read(String resource) {
		try {
			Path classes = Path.of(CheckedProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			List<Object> properties = (List<Object>) Objects.requireNonNull(JsonParserFactory.getJsonParser()
				.parseMap(Files.readString(classes.resolve(resource)))
				.get("properties"));
			return properties.stream().map((property) -> Entry.of((Map<String, Object>) property)).toList();
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * One property.
	 *
	 * @param name its name
	 * @param type its Java type
	 * @param description what it is for
	 * @param defaultValue what holds when it is not set
	 */
	public record Entry(String name, String type, @Nullable String description, @Nullable Object defaultValue) {

		static Entry of(Map<String, Object> property) {
			return new Entry((String) Objects.requireNonNull(property.get("name")),
					(String) Objects.requireNonNull(property.get("type")), (String) property.get("description"),
					property.get("defaultValue"));
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
