package org.socketservice.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.util.concurrent.ScheduledExecutorService;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket of any family on one of Netty's epoll event loops. It is no Netty
 * channel, because those do not tell which address a datagram was sent to, cannot answer
 * from that address, do not see truncation, and do not send empty datagrams.
 */
final class NativeDatagramChannel implements EpollIoHandle, DatagramEndpoint {

	/** Batches received at most before other sockets get their turn. */
	private static final int BATCHES_PER_TURN = 4;

	/** Failures of one turn after the other before the socket is given up. */
	private static final int MAX_FAILURES = 100;

	private static final int PREFIX = 8;

	/** More than the kernel has room for; who goes on sending must not keep us. */
	private static final int LAST_BATCHES = 1024;

	private final FileDescriptor descriptor;

	private final DatagramFormat format;

	private final int maxSize;

	private final IoEventLoop loop;

	private final DatagramHandler handler;

	private final SocketAddress localAddress;

	private final Arena arena = Arena.ofShared();

	private final MemorySegment errno = NativeCalls.newState(this.arena);

	private final DatagramInput input;

	private final DatagramSender sender;

	private @Nullable IoRegistration registration;

	private EpollIoOps interest = EpollIoOps.NONE;

	private boolean reading = true;

	private boolean closed;

	private long dropped;

	private int failures;

	private NativeDatagramChannel(int descriptor, DatagramFormat format, int maxSize, IoEventLoop loop,
			DatagramHandler handler) throws IOException {
		this.descriptor = new FileDescriptor(descriptor);
		this.format = format;
		this.maxSize = maxSize;
		this.loop = loop;
		this.handler = handler;
		this.localAddress = SocketNames.address(LinuxSockets.getsockname(descriptor));
		this.input = new DatagramInput(maxSize + format.overhead());
		this.sender = new DatagramSender(descriptor, this.errno, format, loop, handler, this::sendable);
	}

	/**
	 * Take over a bound socket and begin to receive.
	 * @param descriptor the socket; closed if this fails
	 * @param format what its datagrams begin with
	 * @param maxSize longest message taken
	 * @param loop its event loop
	 * @param handler takes what is received
	 * @return once it receives
	 * @throws IOException if that failed
	 */
	static NativeDatagramChannel open(int descriptor, DatagramFormat format, int maxSize, IoEventLoop loop,
			DatagramHandler handler) throws IOException {
		NativeDatagramChannel channel;
		try {
			channel = new NativeDatagramChannel(descriptor, format, maxSize, loop, handler);
		}
		catch (IOException | RuntimeException ex) {
			LinuxSockets.close(descriptor);
			throw ex;
		}
		Future<IoRegistration> registered = loop.register(channel).awaitUninterruptibly();
		if (!registered.isSuccess()) {
			channel.release();
			throw new IOException(registered.cause());
		}
		loop.submit(() -> channel.start(registered.getNow())).awaitUninterruptibly();
		return channel;
	}

	private void start(IoRegistration registration) {
		this.registration = registration;
		this.handler.onOpen(this);
		submit();
	}

	private void submit() {
		IoRegistration registration = this.registration;
		EpollIoOps wanted = EpollIoOps.NONE;
		if (this.sender.isBlocked()) {
			wanted = EpollIoOps.EPOLLOUT;
		}
		else if (this.reading) {
			wanted = EpollIoOps.EPOLLIN;
		}
		if (registration != null && !this.closed && !wanted.equals(this.interest)) {
			this.interest = wanted;
			registration.submit(wanted);
		}
	}

	@Override
	public FileDescriptor fd() {
		return this.descriptor;
	}

	@Override
	public void handle(IoRegistration registration, IoEvent event) {
		EpollIoOps ops = ((EpollIoEvent) event).ops();
		if (ops.contains(EpollIoOps.EPOLLOUT) && !this.closed) {
			this.sender.resume();
			submit();
		}
		if (ops.contains(EpollIoOps.EPOLLIN) || ops.contains(EpollIoOps.EPOLLERR)) {
			boolean more = true;
			for (int i = 0; i < BATCHES_PER_TURN && more && isReceiving(); i++) {
				more = read();
			}
		}
	}

	private boolean isReceiving() {
		return this.reading && !this.closed && !this.sender.isBlocked();
	}

	/**
	 * Receive one batch.
	 * @return whether there may be more
	 */
	private boolean read() {
		int count = this.input.receive(this.errno, this.descriptor.intValue());
		if (count < 0) {
			failed(LinuxSockets.errno(this.errno));
			return false;
		}
		this.failures = 0;
		long readAt = System.nanoTime();
		long bytes = 0;
		for (int i = 0; i < count; i++) {
			bytes += this.input.length(i);
			deliver(i);
			this.input.done(i);
		}
		this.handler.onBatch(bytes, readAt);
		flush();
		long dropped = this.input.dropped();
		if (dropped != this.dropped) {
			this.handler.onDropped((dropped - this.dropped) & 0xFFFF_FFFFL);
			this.dropped = dropped;
		}
		return this.input.isFull(count);
	}

	private void deliver(int index) {
		DatagramPeer peer = this.input.peer(index);
		if (!this.handler.admits(peer)) {
			return;
		}
		int length = this.input.length(index);
		int begin = this.format.begin(this.input, index, length);
		if (begin < 0) {
			this.handler.onForeign();
		}
		else if (this.input.isTruncated(index) || length - begin > this.maxSize) {
			this.handler.onTooLong(peer, this.input.bytes(index, begin, Math.min(length, begin + PREFIX)));
		}
		else {
			this.handler.onMessage(peer, this.input.bytes(index, begin, length));
		}
	}

	/**
	 * Failures of other datagrams, which the kernel reports here, or a lack of memory:
	 * nothing that the next call could not be free of.
	 */
	private void failed(int errno) {
		boolean nothing = errno == Errno.EAGAIN.number() || errno == Errno.EINTR.number();
		if (!nothing && (errno == Errno.EBADF.number() || ++this.failures > MAX_FAILURES)) {
			lose(new NativeSocketException("recvmmsg", errno));
		}
	}

	/**
	 * Give the socket up, unless it is closed already.
	 * @param cause why
	 */
	void lose(IOException cause) {
		if (!this.closed) {
			close();
			this.handler.onLost(cause);
		}
	}

	private void sendable() {
		submit();
	}

	@Override
	public ScheduledExecutorService loop() {
		return this.loop;
	}

	@Override
	public SocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public void send(DatagramPeer peer, byte[] bytes, boolean reply) {
		if (!this.closed) {
			this.sender.send(peer, bytes, reply);
		}
	}

	@Override
	public void flush() {
		if (!this.closed) {
			this.sender.flush();
			submit();
		}
	}

	@Override
	public boolean isFlushed() {
		return this.closed || this.sender.isEmpty();
	}

	@Override
	public void setReading(boolean reading) {
		this.reading = reading;
		submit();
	}

	@Override
	public void finishReading() {
		for (int i = 0; i < LAST_BATCHES && isReceiving(); i++) {
			if (!read()) {
				break;
			}
		}
		setReading(false);
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			IoRegistration registration = this.registration;
			if (registration != null) {
				registration.cancel();
			}
			release();
		}
	}

	private void release() {
		try {
			this.descriptor.close();
		}
		catch (IOException ex) {
			// close(2): the descriptor is gone all the same
		}
		this.sender.close();
		this.input.close();
		this.arena.close();
	}

}
