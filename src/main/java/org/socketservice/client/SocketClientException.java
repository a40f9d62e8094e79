package org.socketservice.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.Errno;
import org.socketservice.transport.NativeSocketException;

/**
 * A client got no connection, or no reply to a request. Its message begins with the
 * server's address and is fit for users:
 * {@code 127.0.0.1:9998: Connection refused (ECONNREFUSED)}. Whether the server has
 * received the request is not known unless {@link #errno()} tells that there was no
 * connection at all.
 */
public class SocketClientException extends RuntimeException {

	private final @Nullable Errno errno;

	/**
	 * Create an exception.
	 * @param message begins with the server's address
	 * @param errno why the kernel refused, {@code null} if it did not
	 * @param cause what happened
	 */
	public SocketClientException(String message, @Nullable Errno errno, @Nullable Throwable cause) {
		super(message, cause);
		this.errno = errno;
	}

	/**
	 * Explain a failure.
	 * @param server the server's address
	 * @param failure anything, in whatever it is wrapped
	 * @return a new exception
	 */
	static SocketClientException of(Object server, Throwable failure) {
		Throwable cause = essence(failure);
		Errno errno = Errno.of(cause);
		return new SocketClientException(server + ": " + text(cause, errno), errno, failure);
	}

	/** The innermost I/O failure, else the innermost cause. */
	private static Throwable essence(Throwable failure) {
		Throwable essence = failure;
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			if (ex instanceof IOException || !(essence instanceof IOException)) {
				essence = ex;
			}
		}
		return essence;
	}

	private static String text(Throwable cause, @Nullable Errno errno) {
		if (cause instanceof UnknownHostException) {
			return "Name or service not known";
		}
		if (cause instanceof ClosedChannelException) {
			return "Connection closed";
		}
		if (cause instanceof SSLException) {
			return "TLS: " + ((cause.getMessage() != null) ? cause.getMessage() : cause.toString());
		}
		if (cause instanceof EOFException) {
			return "Connection closed by the server";
		}
		String message = (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
		if (errno == null) {
			return message;
		}
		String remedy = (cause instanceof NativeSocketException refused) ? refused.remedy() : null;
		return ((cause instanceof SocketTimeoutException) ? message : errno.text()) + " (" + errno.name() + ")"
				+ ((remedy != null) ? ": " + remedy : "");
	}

	/**
	 * Why the kernel refused, or {@link Errno#ETIMEDOUT} for any timeout.
	 * @return {@code null} if no system call failed: an unknown host, a connection closed
	 * in order before its reply, a reply that is too long
	 */
	public @Nullable Errno errno() {
		return this.errno;
	}

}
