package org.socketservice.properties;

import java.util.regex.Pattern;

/**
 * The names users give to listeners and clients: such that an environment variable can
 * name them, too.
 */
public final class PropertyNames {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

	private PropertyNames() {
	}

	/**
	 * Check a name.
	 * @param checks takes the report
	 * @param map the property whose key it is
	 * @param name the key
	 * @return whether it is fine
	 */
	public static boolean check(PropertyChecks checks, String map, String name) {
		boolean fine = NAME.matcher(name).matches();
		if (!fine) {
			checks.reject(map, name, "\"" + name + "\" is no name",
					"begin the name with a lower-case letter and go on with lower-case letters and digits");
		}
		return fine;
	}

}
