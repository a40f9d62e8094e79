package org.socketservice.properties;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * The names a properties record binds, read from the record itself, so that no list of
 * them can fall behind.
 *
 * @param children what is below this name, by name as written in a properties file
 * @param anyName what is below any name here, for a map; {@code null} if it is none
 * @param indexed whether an index in brackets may follow
 */
record KnownNames(Map<String, KnownNames> children, @Nullable KnownNames anyName, boolean indexed) {

	private static final KnownNames VALUE = new KnownNames(Map.of(), null, false);

	private static final KnownNames LIST = new KnownNames(Map.of(), null, true);

	static KnownNames of(Class<?> type) {
		Map<String, KnownNames> children = new LinkedHashMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			children.put(DataObjectPropertyName.toDashedForm(component.getName()),
					of(ResolvableType.forType(component.getGenericType())));
		}
		return new KnownNames(children, null, false);
	}

	private static KnownNames of(ResolvableType type) {
		Class<?> resolved = type.toClass();
		if (resolved.isRecord()) {
			return of(resolved);
		}
		if (Map.class.isAssignableFrom(resolved)) {
			return new KnownNames(Map.of(), of(type.getGeneric(1)), false);
		}
		return Collection.class.isAssignableFrom(resolved) ? LIST : VALUE;
	}

	/**
	 * A section of which no more is known than what is right below it.
	 * @param names what is below it, as written in a properties file
	 * @return a section without further sections
	 */
	static KnownNames section(Collection<String> names) {
		Map<String, KnownNames> children = new LinkedHashMap<>();
		names.forEach((name) -> children.put(name, VALUE));
		return new KnownNames(children, null, false);
	}

	Set<String> names() {
		return this.children.keySet();
	}

	/** Has no value of its own. */
	private boolean isSection() {
		return this.anyName != null || !this.children.isEmpty();
	}

	/** What to do about a value that stands where only names can. */
	String remedyForValue() {
		String below = (this.anyName != null)
				? "a name below it, and below that one of " + String.join(", ", this.anyName.names())
				: "one of " + String.join(", ", names()) + " below it";
		return "remove the value and write " + below;
	}

	/**
	 * Follow a name down from here.
	 * @param name the full name
	 * @param from the index of the element to begin with
	 * @param joined whether dashes may have become separators, as in environment
	 * variables
	 * @return {@code null} if the name is that of a value, else where it leaves what is
	 * known, or ends before there can be a value
	 */
	@Nullable Dead follow(ConfigurationPropertyName name, int from, boolean joined) {
		if (from == name.getNumberOfElements()) {
			return isSection() ? new Dead(from, this) : null;
		}
		if (this.anyName != null) {
			return this.anyName.follow(name, from + 1, joined);
		}
		if (this.indexed && name.isNumericIndex(from)) {
			return (from + 1 == name.getNumberOfElements()) ? null : new Dead(from + 1, VALUE);
		}
		Dead dead = new Dead(from, this);
		String element = "";
		for (int next = from; next < name.getNumberOfElements(); next++) {
			element += name.getElement(next, Form.UNIFORM);
			KnownNames child = child(element);
			if (child != null) {
				Dead further = child.follow(name, next + 1, joined);
				if (further == null) {
					return null;
				}
				dead = further;
			}
			if (!joined) {
				break;
			}
		}
		return dead;
	}

	/**
	 * Where a name would be right: the user may have left out what stands before it.
	 * @param name as written in a properties file
	 * @return its path from here, {@code null} if it is nowhere below
	 */
	@Nullable String pathTo(String name) {
		if (this.anyName != null) {
			String path = this.anyName.pathTo(name);
			return (path != null) ? "<name>." + path : null;
		}
		if (this.children.containsKey(name)) {
			return name;
		}
		for (Map.Entry<String, KnownNames> child : this.children.entrySet()) {
			String path = child.getValue().pathTo(name);
			if (path != null) {
				return child.getKey() + "." + path;
			}
		}
		return null;
	}

	private @Nullable KnownNames child(String uniform) {
		for (Map.Entry<String, KnownNames> child : this.children.entrySet()) {
			if (child.getKey().replace("-", "").equals(uniform)) {
				return child.getValue();
			}
		}
		return null;
	}

	/**
	 * Where a name leaves what is known.
	 *
	 * @param element the index of the first unknown element; the number of elements if
	 * all are known and the name is that of a section
	 * @param known whose names could have stood there
	 */
	record Dead(int element, KnownNames known) {
	}

}
