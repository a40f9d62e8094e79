package org.socketservice.transport;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The address of a Unix socket as operators write it: the path of a file, or
 * {@code @name} in the abstract namespace, which is no file (see unix(7)).
 */
public final class UnixSocketAddress extends SocketAddress {

	private static final short AF_UNIX = 1;

	private final String path;

	/**
	 * Create an address.
	 * @param path of a file, or {@code @name}
	 */
	public UnixSocketAddress(String path) {
		this.path = path;
	}

	/**
	 * What was written.
	 * @return path or {@code @name}
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Whether it is a name in the abstract namespace.
	 * @return {@code false} for a file
	 */
	public boolean isAbstract() {
		return this.path.startsWith("@");
	}

	/**
	 * The name as Netty's native transports take it.
	 * @return the path, an abstract name with NUL for the @
	 */
	String nativePath() {
		return isAbstract() ? "\0" + this.path.substring(1) : this.path;
	}

	/**
	 * The address as the kernel takes it: {@code sockaddr_un}, exactly as long as it must
	 * be, for an abstract name has no end of its own.
	 * @return in native byte order
	 */
	byte[] sockaddr() {
		byte[] name = nativePath().getBytes(StandardCharsets.UTF_8);
		int size = Short.BYTES + name.length + (isAbstract() ? 0 : 1);
		return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).putShort(AF_UNIX).put(name).array();
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof UnixSocketAddress address && address.path.equals(this.path);
	}

	@Override
	public int hashCode() {
		return Objects.hashCode(this.path);
	}

	@Override
	public String toString() {
		return this.path;
	}

}
