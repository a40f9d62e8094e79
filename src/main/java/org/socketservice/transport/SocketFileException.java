package org.socketservice.transport;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A Unix socket cannot be made at a path because of what is there. Whatever it is has
 * been left alone.
 */
public final class SocketFileException extends IOException {

	private final transient Path path;

	private final Problem problem;

	/**
	 * Create an exception.
	 * @param path where the socket was to be
	 * @param problem what is there
	 */
	public SocketFileException(Path path, Problem problem) {
		super(path + " " + problem.text);
		this.path = path;
		this.problem = problem;
	}

	/**
	 * Where the socket was to be.
	 * @return the path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * What is there.
	 * @return the problem
	 */
	public Problem problem() {
		return this.problem;
	}

	/**
	 * What can be in the way of a socket file.
	 */
	public enum Problem {

		/** A server accepts connections there, or holds the lock of the path. */
		LIVE_SERVER("is the socket of a server that is running"),

		/** A file, a directory or anything else that is no socket. */
		NO_SOCKET("is there already and is no socket"),

		/** A socket that gives this user no way to find out whether anybody uses it. */
		NO_ACCESS("is a socket this user may not connect to, so a server may be running there"),

		/** Something at the path of the lock file that cannot be locked. */
		NO_LOCK_FILE("is there already and is no lock file");

		private final String text;

		Problem(String text) {
			this.text = text;
		}

		/**
		 * The problem in words.
		 * @return a clause without a subject
		 */
		public String text() {
			return this.text;
		}

	}

}
