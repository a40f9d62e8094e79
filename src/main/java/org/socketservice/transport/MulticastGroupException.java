package org.socketservice.transport;

import java.io.IOException;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * A multicast group could be joined on no interface.
 */
public final class MulticastGroupException extends IOException {

	private final transient InetAddress group;

	/**
	 * Create an exception.
	 * @param group the group
	 * @param cause why the last interface could not, {@code null} if there is none
	 */
	public MulticastGroupException(InetAddress group, @Nullable Throwable cause) {
		super("no interface can join the multicast group " + group.getHostAddress(), cause);
		this.group = group;
	}

	/**
	 * The group.
	 * @return a multicast address
	 */
	public InetAddress group() {
		return this.group;
	}

}
