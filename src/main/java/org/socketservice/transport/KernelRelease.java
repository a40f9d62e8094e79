package org.socketservice.transport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release of the kernel, see uname(2).
 *
 * @param major first number
 * @param minor second number
 */
record KernelRelease(int major, int minor) {

	private static final Pattern RELEASE = Pattern.compile("(\\d{1,9})\\.(\\d{1,9}).*");

	/**
	 * The kernel this program runs on.
	 * @return its release
	 */
	static KernelRelease current() {
		return of(System.getProperty("os.version"));
	}

	/**
	 * Read a release.
	 * @param text such as {@code 6.1.0-18-amd64}
	 * @return its first two numbers, 0.0 if it does not begin with two
	 */
	static KernelRelease of(String text) {
		Matcher matcher = RELEASE.matcher(text);
		return matcher.matches()
				? new KernelRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
				: new KernelRelease(0, 0);
	}

	/**
	 * Compare with another release.
	 * @param major its first number
	 * @param minor its second number
	 * @return whether this one is as new
	 */
	boolean isAtLeast(int major, int minor) {
		return this.major > major || (this.major == major && this.minor >= minor);
	}

}
