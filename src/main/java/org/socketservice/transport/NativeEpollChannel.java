package org.socketservice.transport;

import java.io.IOException;
import java.net.SocketAddress;

import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A channel on epoll over a connected descriptor that reads and writes in its own way,
 * which Netty's channels leave to nobody. The end of input does not close it.
 */
abstract class NativeEpollChannel extends AbstractChannel implements DuplexChannel {

	private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

	private final Config config = new Config(this);

	private final Socket socket;

	private @Nullable IoRegistration registration;

	private EpollIoOps interest = EpollIoOps.NONE;

	private volatile boolean active = true;

	private volatile boolean inputShutdown;

	NativeEpollChannel(@Nullable Channel parent, Socket socket) {
		super(parent);
		this.socket = socket;
	}

	/**
	 * Read what is there; called on the event loop while the channel is to read.
	 * @throws IOException if the socket has failed
	 */
	abstract void readReady() throws IOException;

	final Socket socket() {
		return this.socket;
	}

	final void awaitWritable(boolean wait) {
		interest(EpollIoOps.EPOLLOUT, wait);
	}

	/** The peer has ended its side. */
	final void endInput() {
		if (!this.inputShutdown) {
			this.inputShutdown = true;
			interest(EpollIoOps.EPOLLIN, false);
			pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		}
	}

	private boolean isInterested(EpollIoOps ops) {
		return (this.interest.value() & ops.value()) != 0;
	}

	private void interest(EpollIoOps ops, boolean wanted) {
		if (isInterested(ops) != wanted) {
			this.interest = wanted ? this.interest.with(ops) : this.interest.without(ops);
			IoRegistration registration = this.registration;
			if (registration != null && registration.isValid()) {
				registration.submit(this.interest);
			}
		}
	}

	@Override
	protected void doRegister(ChannelPromise promise) {
		((IoEventLoop) eventLoop()).register((NativeUnsafe) unsafe()).addListener((registered) -> {
			if (registered.isSuccess()) {
				IoRegistration registration = (IoRegistration) registered.getNow();
				this.registration = registration;
				registration.submit(this.interest);
				promise.setSuccess();
			}
			else {
				promise.setFailure(registered.cause());
			}
		});
	}

	@Override
	protected void doDeregister() {
		IoRegistration registration = this.registration;
		if (registration != null) {
			this.registration = null;
			registration.cancel();
		}
	}

	@Override
	protected void doBeginRead() {
		interest(EpollIoOps.EPOLLIN, !this.inputShutdown);
	}

	private void autoReadCleared() {
		if (!isRegistered() || eventLoop().inEventLoop()) {
			interest(EpollIoOps.EPOLLIN, false);
		}
		else {
			eventLoop().execute(() -> interest(EpollIoOps.EPOLLIN, this.config.isAutoRead() && !this.inputShutdown));
		}
	}

	@Override
	protected void doShutdownOutput() throws IOException {
		this.socket.shutdown(false, true);
	}

	@Override
	protected void doClose() throws IOException {
		this.active = false;
		this.inputShutdown = true;
		doDeregister();
		this.socket.close();
	}

	@Override
	protected void doDisconnect() throws IOException {
		doClose();
	}

	@Override
	protected void doBind(SocketAddress address) {
		throw new UnsupportedOperationException();
	}

	@Override
	protected AbstractUnsafe newUnsafe() {
		return new NativeUnsafe();
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(NativeUnsafe.class);
	}

	@Override
	public ChannelConfig config() {
		return this.config;
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public boolean isActive() {
		return this.active;
	}

	@Override
	public ChannelMetadata metadata() {
		return METADATA;
	}

	@Override
	public boolean isInputShutdown() {
		return this.inputShutdown;
	}

	@Override
	public boolean isOutputShutdown() {
		return this.socket.isOutputShutdown();
	}

	@Override
	public boolean isShutdown() {
		return isInputShutdown() && isOutputShutdown();
	}

	@Override
	public ChannelFuture shutdownInput() {
		return shutdownInput(newPromise());
	}

	@Override
	public ChannelFuture shutdownInput(ChannelPromise promise) {
		return promise.setFailure(new UnsupportedOperationException());
	}

	@Override
	public ChannelFuture shutdownOutput() {
		return shutdownOutput(newPromise());
	}

	@Override
	public ChannelFuture shutdownOutput(ChannelPromise promise) {
		NativeUnsafe unsafe = (NativeUnsafe) unsafe();
		if (eventLoop().inEventLoop()) {
			unsafe.shutdownOutput(promise);
		}
		else {
			eventLoop().execute(() -> unsafe.shutdownOutput(promise));
		}
		return promise;
	}

	@Override
	public ChannelFuture shutdown() {
		return shutdownOutput();
	}

	@Override
	public ChannelFuture shutdown(ChannelPromise promise) {
		return shutdownOutput(promise);
	}

	/**
	 * What epoll tells. A hang-up is told also while nothing is waited for.
	 */
	private final class NativeUnsafe extends AbstractUnsafe implements EpollIoHandle {

		@Override
		public FileDescriptor fd() {
			return NativeEpollChannel.this.socket;
		}

		@Override
		public void handle(IoRegistration registration, IoEvent event) {
			int ops = ((EpollIoEvent) event).ops().value();
			if ((ops & (EpollIoOps.EPOLLOUT.value() | EpollIoOps.EPOLLERR.value())) != 0) {
				super.flush0();
			}
			if (isInterested(EpollIoOps.EPOLLIN) && isActive()) {
				try {
					readReady();
				}
				catch (IOException ex) {
					pipeline().fireExceptionCaught(ex);
					close(voidPromise());
				}
			}
		}

		@Override
		protected void flush0() {
			if (!isInterested(EpollIoOps.EPOLLOUT)) {
				super.flush0();
			}
		}

		@Override
		public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
			promise.setFailure(new UnsupportedOperationException());
		}

		@Override
		public void close() {
			close(voidPromise());
		}

	}

	/**
	 * Half-closure is always allowed.
	 */
	private static final class Config extends DefaultChannelConfig {

		Config(NativeEpollChannel channel) {
			super(channel);
		}

		@Override
		public <T> boolean setOption(ChannelOption<T> option, T value) {
			return option == ChannelOption.ALLOW_HALF_CLOSURE || super.setOption(option, value);
		}

		@Override
		protected void autoReadCleared() {
			((NativeEpollChannel) this.channel).autoReadCleared();
		}

	}

}
