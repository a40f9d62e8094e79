package org.socketservice.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.framing.FrameBuffer;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;

/**
 * A connection of one's own, outside the pool: for requests that belong together, for
 * many requests in a row without waiting for each reply, and for those who want to know
 * both addresses. One thread may {@linkplain #write write} while another
 * {@linkplain #read reads}.
 */
public final class SocketConnection implements AutoCloseable {

	private static final int WRITE_SIZE = 64 * 1024;

	/** What closing waits at most for the server's end of a one-way message. */
	private static final Duration LINGER = Duration.ofSeconds(2);

	private final ServerAddress server;

	private final ClientSocket socket;

	private final Framing framing;

	private final MessageInput input;

	private final Duration replyTimeout;

	private final ClientCounts counts;

	private final SocketAddress local;

	private final SocketAddress remote;

	private final FrameBuffer frames = new FrameBuffer(1024);

	private boolean closed;

	private SocketConnection(ServerAddress server, ClientSocket socket, ConnectionSettings settings,
			ClientCounts counts) throws IOException {
		this.server = server;
		this.socket = socket;
		this.framing = settings.framing();
		this.input = new MessageInput(socket, settings.framing().newReader(settings.maxMessageSize()), counts);
		this.replyTimeout = settings.replyTimeout();
		this.counts = counts;
		this.local = socket.localAddress();
		this.remote = socket.remoteAddress();
	}

	static SocketConnection open(ServerAddress server, ConnectionSettings settings, ClientCounts counts) {
		try {
			ClientSocket socket = ClientSocket.connect(server, settings);
			counts.opened();
			return new SocketConnection(server, socket, settings, counts);
		}
		catch (IOException ex) {
			throw SocketClientException.of(server, ex);
		}
	}

	/**
	 * Send a request and wait for its reply, at most {@code reply-timeout}.
	 * @param request the bytes without a frame
	 * @return the reply without its frame
	 * @throws SocketClientException if none came; the connection is of no use then
	 */
	public byte[] send(byte[] request) {
		long begin = System.nanoTime();
		try {
			writeFrames(List.of(request), this.replyTimeout);
			byte[] reply = this.input.next(this.replyTimeout);
			if (reply == null) {
				throw new EOFException();
			}
			this.counts.replied(System.nanoTime() - begin);
			return reply;
		}
		catch (IOException ex) {
			this.counts.ended((ex instanceof SocketTimeoutException) ? ClientOutcome.TIMED_OUT : ClientOutcome.FAILED);
			close();
			throw SocketClientException.of(this.server, ex);
		}
	}

	/**
	 * Send messages without waiting for replies. Returns when the kernel has all bytes
	 * (sendall), however long the server takes to read them.
	 * @param messages the bytes of each without a frame
	 * @throws SocketClientException if the connection fails, or the framing cannot carry
	 * a message; what was before it may have been sent
	 */
	public void write(Collection<byte[]> messages) {
		try {
			writeFrames(messages, Duration.ZERO);
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
	}

	private void writeFrames(Collection<byte[]> messages, Duration timeout) throws IOException {
		this.frames.clear(WRITE_SIZE);
		try {
			for (byte[] message : messages) {
				this.framing.checkRequest(message);
				this.framing.write(message, this.framing.terminator(), this.frames);
			}
		}
		catch (FramingException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
		this.socket.write(this.frames.array(), this.frames.size(), timeout);
		this.counts.sent(this.frames.size());
	}

	/**
	 * Wait for the next message of the server.
	 * @param timeout how long, zero for ever
	 * @return the bytes without a frame, {@code null} when the server has ended its
	 * output
	 * @throws SocketClientException if the connection fails, what came is no message, or
	 * none came in time (then reading may be tried again)
	 */
	public byte @Nullable [] read(Duration timeout) {
		try {
			return this.input.next(timeout);
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
	}

	/**
	 * Whether a message has come already, so that {@link #read} returns at once.
	 * @return {@code false} if it may have to wait
	 */
	public boolean hasInput() {
		return this.input.isBuffered();
	}

	/**
	 * Tell the server that no more messages will come (FIN); replies can still be read.
	 */
	public void shutdownOutput() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
	}

	/**
	 * End in order: closing with unread input would send RST, which could destroy what
	 * the server has not read yet.
	 */
	void finish() {
		shutdownOutput();
		try {
			while (this.input.next(LINGER) != null) {
				// dropped
			}
		}
		catch (IOException ex) {
			// everything was sent; what the server makes of it is its own affair
		}
	}

	/**
	 * The server as it was asked for, which messages of failures begin with.
	 * @return {@code host:port} or a path
	 */
	public String server() {
		return this.server.toString();
	}

	/**
	 * The server's address as the socket has it: getpeername(2).
	 * @return an {@link java.net.InetSocketAddress}, a
	 * {@link java.net.UnixDomainSocketAddress}, or for abstract names and seqpacket a
	 * {@link org.socketservice.transport.UnixSocketAddress}
	 */
	public SocketAddress remoteAddress() {
		return this.remote;
	}

	/**
	 * This end's address: getsockname(2).
	 * @return as {@link #remoteAddress()}; without a path for a Unix socket
	 */
	public SocketAddress localAddress() {
		return this.local;
	}

	/**
	 * Close the connection; replies under way are lost.
	 */
	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw SocketClientException.of(this.server, ex);
		}
		finally {
			if (!this.closed) {
				this.closed = true;
				this.counts.closed();
			}
		}
	}

	/**
	 * Both addresses.
	 * @return such as {@code 127.0.0.1:9999 from 127.0.0.1:43210}
	 */
	@Override
	public String toString() {
		String from = ServerAddress.text(this.local);
		return ServerAddress.text(this.remote) + (from.isEmpty() ? "" : " from " + from);
	}

}
