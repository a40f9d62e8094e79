package org.socketservice.transport;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes between a socket and its {@link FramedChannel} past Netty's pipeline and
 * queue of writes, which cost as much per message as everything else done here, as long
 * as the pipeline would only hand them on and the socket takes at once what is written.
 * For all else (the end of input, failures, a socket that is full, TLS) events take
 * Netty's own way.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
@SuppressWarnings("try") // Netty declares close() so
final class DirectEpollHandle implements EpollIoHandle {

	private static final int INPUT = EpollIoOps.EPOLLIN.value();

	private static final int NONE = -1;

	private final EpollIoHandle netty;

	private final Socket socket;

	private final Map<IoHandle, DirectEpollHandle> unclaimed;

	/** The operations of an event that is not left to Netty. */
	private int direct = NONE;

	private @Nullable FramedChannel reader;

	private @Nullable ChannelPipeline pipeline;

	private DirectEpollHandle(EpollIoHandle netty, Socket socket, Map<IoHandle, DirectEpollHandle> unclaimed) {
		this.netty = netty;
		this.socket = socket;
		this.unclaimed = unclaimed;
	}

	/**
	 * Stand in for a handle of a channel that registers with the calling event loop.
	 * @param netty the channel's
	 * @return to be registered instead
	 */
	static EpollIoHandle of(EpollIoHandle netty) {
		if (!(netty.fd() instanceof Socket socket)) {
			return netty;
		}
		Map<IoHandle, DirectEpollHandle> unclaimed = LoopBuffers.current().unclaimed();
		DirectEpollHandle handle = new DirectEpollHandle(netty, socket, unclaimed);
		unclaimed.put(netty, handle);
		return handle;
	}

	/**
	 * The handle of a channel; once only.
	 * @param channel registered with the calling event loop
	 * @return {@code null} if that is no stream of epoll's
	 */
	static @Nullable DirectEpollHandle claim(Channel channel) {
		boolean stream = channel instanceof EpollSocketChannel || channel instanceof EpollDomainSocketChannel;
		return (stream && channel.unsafe() instanceof IoHandle handle)
				? LoopBuffers.current().unclaimed().remove(handle) : null;
	}

	/**
	 * Whether Netty has something to send first.
	 * @param channel whose queue to look at
	 * @return also {@code true} when the output has ended
	 */
	static boolean isQueued(Channel channel) {
		ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
		return queue == null || !queue.isEmpty() || queue.totalPendingWriteBytes() > 0;
	}

	static Map<IoHandle, DirectEpollHandle> newUnclaimed() {
		return new IdentityHashMap<>();
	}

	/**
	 * Have input delivered directly from now on.
	 * @param reader the channel's only handler
	 * @param pipeline told of failures
	 */
	void readTo(FramedChannel reader, ChannelPipeline pipeline) {
		this.reader = reader;
		this.pipeline = pipeline;
		this.direct = INPUT;
	}

	@Override
	public void handle(IoRegistration registration, IoEvent event) {
		if (((EpollIoEvent) event).ops().value() != this.direct || !read()) {
			this.netty.handle(registration, event);
		}
	}

	/** One read takes what there is; epoll tells again of what it left. */
	private boolean read() {
		if (this.socket.isInputShutdown()) {
			return false;
		}
		FramedChannel reader = Objects.requireNonNull(this.reader);
		ChannelPipeline pipeline = Objects.requireNonNull(this.pipeline);
		LoopBuffers loop = reader.loop();
		ByteBuf buffer = null;
		int size = 0;
		try {
			buffer = loop.takeReadBuffer();
			size = receive(buffer);
		}
		catch (IOException ex) {
			pipeline.fireExceptionCaught(ex);
			pipeline.channel().close();
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false; // an error here would end the event loop; Netty closes the
							// channel
		}
		finally {
			if (size <= 0 && buffer != null) {
				loop.giveBack(buffer);
			}
		}
		if (size <= 0 || buffer == null) {
			return false; // the end, which Netty will see as well
		}
		try {
			reader.readDirectly(buffer.writerIndex(size));
		}
		catch (Throwable ex) {
			pipeline.fireExceptionCaught(ex); // it catches what comes of that
		}
		return true;
	}

	/** Java without Unsafe tells no addresses. */
	private int receive(ByteBuf buffer) throws IOException {
		int capacity = buffer.capacity();
		return buffer.hasMemoryAddress() ? this.socket.recvAddress(buffer.memoryAddress(), 0, capacity)
				: this.socket.recv(buffer.internalNioBuffer(0, capacity), 0, capacity);
	}

	/**
	 * Send as much as the socket takes.
	 * @param bytes what to send
	 * @return whether it took all; if not, the rest is left in the buffer
	 * @throws IOException if the connection is gone
	 */
	boolean send(ByteBuf bytes) throws IOException {
		if (!this.socket.isOutputShutdown()) {
			int from = bytes.readerIndex();
			int end = bytes.writerIndex();
			bytes.skipBytes(bytes.hasMemoryAddress() ? this.socket.sendAddress(bytes.memoryAddress(), from, end)
					: this.socket.send(bytes.nioBuffer(from, end - from), 0, end - from));
		}
		return !bytes.isReadable();
	}

	boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public FileDescriptor fd() {
		return this.socket;
	}

	@Override
	public void registered() {
		this.netty.registered();
	}

	@Override
	public void unregistered() {
		this.unclaimed.remove(this.netty);
		this.netty.unregistered();
	}

	@Override
	public void close() throws Exception {
		this.netty.close();
	}

}
