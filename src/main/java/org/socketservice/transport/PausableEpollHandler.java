package org.socketservice.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll, made fit for channels that pause and for peers that end their side
 * first:
 * <ul>
 * <li>EPOLLRDHUP is not asked for. Netty answers it by reading all that is there, also
 * while reading is paused, so that a peer could move its whole receive window into our
 * heap by a FIN. The FIN is seen anyway when all before it has been read, and a reset is
 * always reported.</li>
 * <li>A channel that waits for nothing stays registered, edge-triggered so that a reset
 * is reported once. Netty 4.2.18 removes it and then fails to modify what is no longer
 * there (ENOENT), which loses replies that do not fit into the socket's buffer after a
 * FIN, and a listener after it ran out of descriptors.</li>
 * </ul>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
 */
final class PausableEpollHandler extends DelegatingIoHandler {

	private PausableEpollHandler(IoHandler epoll) {
		super(epoll);
	}

	static IoHandlerFactory newFactory() {
		IoHandlerFactory factory = EpollIoHandler.newFactory();
		return (executor) -> new PausableEpollHandler(factory.newHandler(executor));
	}

	@Override
	public int run(IoHandlerContext context) {
		try {
			return super.run(context);
		}
		finally {
			LoopBuffers.current().turn().send();
		}
	}

	@Override
	public IoRegistration register(IoHandle handle) throws Exception {
		return new Registration(registerWithNetty(DirectEpollHandle.of((EpollIoHandle) handle)));
	}

	private record Registration(IoRegistration registration) implements IoRegistration {

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
		public <T> T attachment() {
			return this.registration.attachment();
		}

		@Override
		public long submit(IoOps ops) {
			EpollIoOps wanted = ((EpollIoOps) ops).without(EpollIoOps.EPOLLRDHUP);
			this.registration.submit(wanted.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : wanted);
			return wanted.value();
		}

		@Override
		public boolean isValid() {
			return this.registration.isValid();
		}

		@Override
		public boolean cancel() {
			return this.registration.cancel();
		}

	}

}
