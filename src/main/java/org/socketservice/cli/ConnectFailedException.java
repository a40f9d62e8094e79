package org.socketservice.cli;

import java.io.IOException;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Errno;
import org.socketservice.transport.NativeSocketException;

/**
 * A connection that could not be made. Its message is the line a user reads, such as
 * {@code 127.0.0.1:9998: Connection refused (ECONNREFUSED)}, its status what the command
 * ends with.
 */
class ConnectFailedException extends IOException {

	private final int exitStatus;

	/**
	 * Create the exception.
	 * @param target where the connection should have led
	 * @param cause why it did not
	 */
	ConnectFailedException(Target target, IOException cause) {
		this(target, cause, Errno.of(cause));
	}

	private ConnectFailedException(Target target, IOException cause, @Nullable Errno errno) {
		super(target + ": " + text(cause, errno), cause);
		this.exitStatus = (errno != null) ? errno.number() : 1;
	}

	/**
	 * The exit status.
	 * @return the error number, or 1 when no system call failed (an unknown host)
	 */
	int exitStatus() {
		return this.exitStatus;
	}

	/**
	 * What went wrong, for a user.
	 * @param failure of a connection
	 * @return such as {@code Connection reset by peer (ECONNRESET)}
	 */
	static String text(IOException failure) {
		return text(failure, Errno.of(failure));
	}

	private static String text(IOException cause, @Nullable Errno errno) {
		if (errno != null) {
			String remedy = (cause instanceof NativeSocketException refused) ? refused.remedy() : null;
			return errno.text() + " (" + errno.name() + ")" + ((remedy != null) ? ": " + remedy : "");
		}
		if (cause instanceof UnknownHostException) {
			return "Name or service not known";
		}
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

}
