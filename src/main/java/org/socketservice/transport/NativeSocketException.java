package org.socketservice.transport;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The kernel refused a system call made natively, or native calls are not possible at
 * all. The message names the call and why:
 * {@code socket(AF_TIPC, SOCK_RDM): Address family not supported by protocol}.
 */
public final class NativeSocketException extends IOException {

	private final String call;

	private final @Nullable Errno errno;

	/**
	 * Create an exception for a call the kernel refused.
	 * @param call the call with what matters of its arguments
	 * @param number the error number, see errno(3)
	 */
	NativeSocketException(String call, int number) {
		this(call, Errno.of(number), "error " + number, null);
	}

	/**
	 * Create an exception for calls that cannot be made.
	 * @param call the call
	 * @param reason why not
	 * @param cause what says so, if anything
	 */
	NativeSocketException(String call, String reason, @Nullable Throwable cause) {
		this(call, null, reason, cause);
	}

	private NativeSocketException(String call, @Nullable Errno errno, String reason, @Nullable Throwable cause) {
		super(call + ": " + ((errno != null) ? errno.text() : reason), cause);
		this.call = call;
		this.errno = errno;
	}

	/**
	 * What was called.
	 * @return for example {@code socket(AF_UNIX, SOCK_SEQPACKET)}
	 */
	public String call() {
		return this.call;
	}

	/**
	 * What helps.
	 * @return such as {@code needs the capability CAP_NET_RAW}, {@code null} if that is
	 * not known
	 */
	public @Nullable String remedy() {
		if (this.call.contains("SOCK_RAW") && (this.errno == Errno.EPERM || this.errno == Errno.EACCES)) {
			return "needs the capability CAP_NET_RAW";
		}
		if (this.call.contains("AF_TIPC") && this.errno == Errno.EAFNOSUPPORT) {
			return "load the kernel module tipc (modprobe tipc)";
		}
		return null;
	}

	/**
	 * Why the kernel refused.
	 * @return {@code null} if it was not asked, because this program may not make native
	 * calls or does not run on Linux
	 */
	public @Nullable Errno errno() {
		return this.errno;
	}

}
