package org.socketservice.transport;

import io.netty.util.internal.PlatformDependent;

/**
 * The memory there is for bytes on their way: what Netty may take outside of the heap.
 */
public final class BufferMemory {

	private BufferMemory() {
	}

	/**
	 * The most there can be.
	 * @return bytes: {@code -XX:MaxDirectMemorySize}, by default as much as the heap
	 */
	public static long max() {
		return PlatformDependent.maxDirectMemory();
	}

}
