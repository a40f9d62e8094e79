package org.socketservice.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The error numbers a socket call can end with ({@code errno(3)}, Linux values). Java
 * throws them away and keeps their text; the command line gives them back as its exit
 * status, as {@code connect_ex} of Python does.
 */
enum Errno {

	/** Operation not permitted. */
	EPERM(1, "Operation not permitted"),

	/** The socket file does not exist. */
	ENOENT(2, "No such file or directory"),

	/** The backlog of a Unix socket is full. */
	EAGAIN(11, "Resource temporarily unavailable"),

	/** The socket file may not be written. */
	EACCES(13, "Permission denied"),

	/** A part of the path is no directory. */
	ENOTDIR(20, "Not a directory"),

	/** Invalid argument. */
	EINVAL(22, "Invalid argument"),

	/** The system has no descriptors left. */
	ENFILE(23, "Too many open files in system"),

	/** The process has no descriptors left. */
	EMFILE(24, "Too many open files"),

	/** The path of a Unix socket has more than 107 bytes. */
	ENAMETOOLONG(36, "File name too long"),

	/** The Unix socket is of another type. */
	EPROTOTYPE(91, "Protocol wrong type for socket"),

	/** The kernel lacks the address family. */
	EAFNOSUPPORT(97, "Address family not supported by protocol"),

	/** No free local port is left. */
	EADDRNOTAVAIL(99, "Cannot assign requested address"),

	/** The network is down. */
	ENETDOWN(100, "Network is down"),

	/** No route to the network. */
	ENETUNREACH(101, "Network is unreachable"),

	/** The peer gave up the connection. */
	ECONNRESET(104, "Connection reset by peer"),

	/** Nobody answered in time. */
	ETIMEDOUT(110, "Connection timed out"),

	/** Nobody listens there. */
	ECONNREFUSED(111, "Connection refused"),

	/** The host is down. */
	EHOSTDOWN(112, "Host is down"),

	/** No route to the host. */
	EHOSTUNREACH(113, "No route to host");

	private final int number;

	private final String text;

	Errno(int number, String text) {
		this.number = number;
		this.text = text;
	}

	/**
	 * The number.
	 * @return what {@code errno} held, fit for an exit status
	 */
	int number() {
		return this.number;
	}

	/**
	 * The text.
	 * @return what {@code strerror(3)} says
	 */
	String text() {
		return this.text;
	}

	/**
	 * Find the error number behind an exception.
	 * @param failure what connecting threw
	 * @return the number, or {@code null} when the failure did not come from a system
	 * call
	 */
	static @Nullable Errno of(IOException failure) {
		String message = (failure.getMessage() != null) ? failure.getMessage() : "";
		if (message.startsWith("Unix domain path too long")) {
			return ENAMETOOLONG;
		}
		Errno found = null;
		for (Errno errno : values()) {
			// The longest text wins: EMFILE's is the beginning of ENFILE's.
			if (message.startsWith(errno.text) && (found == null || errno.text.length() > found.text.length())) {
				found = errno;
			}
		}
		return (found != null) ? found : byType(failure);
	}

	private static @Nullable Errno byType(IOException failure) {
		return switch (failure) {
			case SocketTimeoutException timeout -> ETIMEDOUT;
			case NoRouteToHostException noRoute -> EHOSTUNREACH;
			// Another language than English: the type is all there is.
			case ConnectException refused -> ECONNREFUSED;
			default -> null;
		};
	}

}
