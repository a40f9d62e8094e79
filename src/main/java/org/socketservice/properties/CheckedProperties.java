package org.socketservice.properties;

/**
 * A properties record that knows its own rules. It is asked as soon as it is bound, so
 * nobody ever sees one that breaks them.
 */
public interface CheckedProperties {

	/**
	 * Report everything that is wrong, not only the first thing.
	 * @param checks takes the reports; its names are relative to the record's prefix
	 */
	void check(PropertyChecks checks);

}
