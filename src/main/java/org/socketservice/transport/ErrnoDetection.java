package org.socketservice.transport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors.NativeIoException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Errno} out of exceptions. Netty's native transports give the number, in
 * a field or in the text; Java gives the text of strerror(3), known here in English, or a
 * class of its own.
 */
final class ErrnoDetection {

	/** Causes beyond this are a loop. */
	private static final int MAX_DEPTH = 32;

	/** Netty's {@code Errors}: a negative number, on arm64 and x86-64 alike. */
	private static final Pattern NATIVE = Pattern.compile("failed with error\\((-?\\d{1,4})\\)");

	private ErrnoDetection() {
	}

	static @Nullable Errno of(Throwable failure) {
		Throwable ex = failure;
		for (int depth = 0; ex != null && depth < MAX_DEPTH; depth++) {
			Errno errno = ofOne(ex);
			if (errno != null) {
				return errno;
			}
			ex = ex.getCause();
		}
		return null;
	}

	private static @Nullable Errno ofOne(Throwable ex) {
		if (ex instanceof NativeIoException nativeFailure) {
			return Errno.of(Math.abs(nativeFailure.expectedErr()));
		}
		if (ex instanceof NativeSocketException refused) {
			return refused.errno();
		}
		Errno errno = (ex instanceof IOException && ex.getMessage() != null) ? ofMessage(ex.getMessage()) : null;
		return (errno != null) ? errno : ofClass(ex);
	}

	private static @Nullable Errno ofMessage(String message) {
		Matcher matcher = NATIVE.matcher(message);
		if (matcher.find()) {
			return Errno.of(Math.abs(Integer.parseInt(matcher.group(1))));
		}
		for (Errno errno : Errno.values()) {
			String text = errno.text();
			boolean begins = message.equals(text) || message.startsWith(text + ":") || message.startsWith(text + " (");
			if (begins || message.endsWith(": " + text)) {
				return errno;
			}
		}
		return message.startsWith("Connection reset") ? Errno.ECONNRESET : null;
	}

	private static @Nullable Errno ofClass(Throwable ex) {
		return switch (ex) {
			case ConnectTimeoutException timeout -> Errno.ETIMEDOUT;
			case SocketTimeoutException timeout -> Errno.ETIMEDOUT;
			case PortUnreachableException unreachable -> Errno.ECONNREFUSED;
			case NoRouteToHostException unreachable -> Errno.EHOSTUNREACH;
			case ConnectException refused when refused.getMessage() == null -> Errno.ECONNREFUSED;
			case FileNotFoundException missing -> Errno.ENOENT;
			case NoSuchFileException missing -> Errno.ENOENT;
			case NotDirectoryException file -> Errno.ENOTDIR;
			case FileAlreadyExistsException present -> Errno.EEXIST;
			case AccessDeniedException denied -> Errno.EACCES;
			default -> null;
		};
	}

}
