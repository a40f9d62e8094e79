package org.socketservice.cli;

import java.util.Locale;

/**
 * Durations as a person reads them: three digits and a unit.
 */
final class LatencyFormat {

	private LatencyFormat() {
	}

	/**
	 * Format a duration.
	 * @param micros microseconds
	 * @return such as {@code 7.42 us}, {@code 610 us}, {@code 1.21 ms}, {@code 12.0 s}
	 */
	static String format(double micros) {
		if (micros < 999.5) {
			return digits(micros) + " us";
		}
		return (micros < 999_500) ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
	}

	private static String digits(double value) {
		int decimals = (value < 9.995) ? 2 : (value < 99.95) ? 1 : 0;
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

}
