package org.socketservice.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Has every connection read into its event loop's one buffer: a read takes all that is
 * there in one system call, and a connection that waits holds no buffer. For mechanisms
 * that read when input is there (epoll, NIO), not for those that lend the kernel a buffer
 * beforehand.
 */
final class LoopReadAllocator extends DefaultMaxMessagesRecvByteBufAllocator {

	static final LoopReadAllocator INSTANCE = new LoopReadAllocator();

	@Override
	@SuppressWarnings("deprecation") // the type the interface still declares
	public RecvByteBufAllocator.Handle newHandle() {
		return new LoopHandle();
	}

	private final class LoopHandle extends MaxMessageHandle {

		@Override
		public int guess() {
			return LoopBuffers.READ_SIZE;
		}

		@Override
		public ByteBuf allocate(ByteBufAllocator allocator) {
			return LoopBuffers.current().takeReadBuffer();
		}

	}

}
