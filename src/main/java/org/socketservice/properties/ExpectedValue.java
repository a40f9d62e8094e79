package org.socketservice.properties;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.socketservice.connection.Cidr;

import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * What can be written for a property of some type, in the words of a properties file.
 *
 * @param reason why something else cannot stand
 * @param remedy what to write instead
 */
record ExpectedValue(String reason, String remedy) {

	private static final Map<Class<?>, String> PHRASES = Map.of(Integer.class, "a whole number", Long.class,
			"a whole number", Boolean.class, "true or false", Duration.class, "a duration such as 500ms, 30s or 5m",
			DataSize.class, "a size such as 512B, 64KB or 1MB", Cidr.class,
			"an address or CIDR block such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32", InetAddress.class,
			"an IPv4 or IPv6 address");

	/**
	 * For a value that cannot be converted.
	 * @param type what it should become
	 * @param value what was written
	 * @param cause why it cannot be converted
	 * @return what to tell the user
	 */
	static ExpectedValue of(Class<?> type, String value, Throwable cause) {
		if (type.isEnum()) {
			return oneOf(names(type), value);
		}
		String phrase = PHRASES.get(ClassUtils.resolvePrimitiveIfNecessary(type));
		if (phrase != null) {
			String detail = (type == Cidr.class) ? message(cause) : null;
			return new ExpectedValue((detail != null) ? detail : "is not " + phrase, "write " + phrase);
		}
		String message = message(cause);
		return new ExpectedValue((message != null) ? message : "is no " + type.getSimpleName(), "correct the value");
	}

	private static ExpectedValue oneOf(List<String> names, String value) {
		String nearest = NearestName.of(value.toLowerCase(Locale.ROOT).replace('_', '-'), names);
		String all = String.join(", ", names);
		return new ExpectedValue("is none of " + all,
				((nearest != null) ? "did you mean " + nearest + "? Write" : "write") + " one of " + all);
	}

	/**
	 * The constants as they are written in YAML, unless they say themselves how.
	 */
	private static List<String> names(Class<?> type) {
		return Arrays.stream(type.getEnumConstants()).map((constant) -> {
			String name = ((Enum<?>) constant).name();
			String text = constant.toString();
			return text.equals(name) ? name.toLowerCase(Locale.ROOT).replace('_', '-') : text;
		}).toList();
	}

	/** That of the converter; what it stems from speaks of the converter's inside. */
	private static @Nullable String message(Throwable cause) {
		for (Throwable ex = cause; ex != null; ex = ex.getCause()) {
			if (ex instanceof IllegalArgumentException && ex.getMessage() != null) {
				return ex.getMessage();
			}
		}
		return null;
	}

}
