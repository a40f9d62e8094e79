package org.socketservice.cli;

import java.io.IOException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.PolledSocket;
import org.socketservice.transport.SocketPoll;

/**
 * A socket of a load that Java has no channel for: abstract names, seqpacket, Unix
 * datagrams, raw IP and TIPC.
 */
final class NativeLoadSocket implements LoadSocket {

	private final PolledSocket socket;

	private @Nullable SocketPoll poll;

	private SocketPoll.@Nullable Watch watch;

	NativeLoadSocket(PolledSocket socket) {
		this.socket = socket;
	}

	/**
	 * Take over a socket that sends each message as a whole.
	 * @param socket the socket
	 * @param size bytes of the longest message
	 * @return to be closed by the caller
	 * @throws IOException EMSGSIZE if the kernel takes no messages of that size
	 */
	static NativeLoadSocket ofMessages(PolledSocket socket, int size) throws IOException {
		try {
			socket.fit(size);
			return new NativeLoadSocket(socket);
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	@Override
	public LoadSelector newSelector(int outgoing) throws IOException {
		return new NativeLoadSelector();
	}

	void register(SocketPoll poll, LoadPeer peer) throws IOException {
		this.poll = poll;
		this.watch = poll.add(this.socket, peer::ready);
	}

	private SocketPoll poll() {
		return Objects.requireNonNull(this.poll, "not registered");
	}

	@Override
	public int read(byte[] target, int at) throws IOException {
		return poll().receive(this.socket, target, at);
	}

	@Override
	public int write(byte[] source, int from, int length) throws IOException {
		return poll().send(this.socket, source, from, length);
	}

	@Override
	public void awaitRoom(boolean room) throws IOException {
		Objects.requireNonNull(this.watch, "not registered").awaitRoom(room);
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public void close() {
		this.socket.close();
	}

	/**
	 * Waits for such sockets.
	 */
	private static final class NativeLoadSelector implements LoadSelector {

		private final SocketPoll poll = new SocketPoll();

		private NativeLoadSelector() throws IOException {
		}

		@Override
		public void add(LoadSocket socket, LoadPeer peer) throws IOException {
			((NativeLoadSocket) socket).register(this.poll, peer);
		}

		@Override
		public void select(long millis) throws IOException {
			this.poll.await((int) Math.max(millis, 0));
		}

		@Override
		public void close() {
			this.poll.close();
		}

	}

}
