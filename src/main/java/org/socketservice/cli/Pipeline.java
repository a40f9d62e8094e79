package org.socketservice.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;
import org.socketservice.client.SocketClientException;
import org.socketservice.client.SocketConnection;

/**
 * Piped input: one thread sends lines as they come, the calling one prints the replies,
 * so that no line waits for the reply to the one before. Memory is bounded by the
 * kernel's buffers: who does not take our output stops the server's, then our input.
 */
final class Pipeline {

	private final SocketConnection connection;

	private final Terminal terminal;

	private final Duration timeout;

	/** A permit for each reply due, and one for the end. */
	private final Semaphore due = new Semaphore(0);

	private volatile long sent = Long.MAX_VALUE;

	private volatile @Nullable Exception failure;

	Pipeline(SocketConnection connection, Terminal terminal, Duration timeout) {
		this.connection = connection;
		this.terminal = terminal;
		this.timeout = timeout;
	}

	/**
	 * Send all lines and print all replies.
	 * @throws IOException if standard input or output fails
	 * @throws SocketClientException if a reply is missing
	 */
	void run() throws IOException {
		Thread.ofPlatform().daemon().name("send-input").start(this::sendLines);
		OutputStream out = new BufferedOutputStream(this.terminal.out(), 64 * 1024);
		long received = 0;
		try {
			for (awaitDue(out); received < this.sent; awaitDue(out)) {
				byte[] reply = this.connection.read(this.timeout);
				if (reply == null) {
					throw closed(received);
				}
				out.write(reply);
				out.write('\n');
				received++;
			}
		}
		catch (SocketClientException ex) {
			out.flush();
			throw (this.failure instanceof SocketClientException cause) ? cause : ex;
		}
		out.flush();
		if (this.failure instanceof IOException cause) {
			throw cause;
		}
	}

	private SocketClientException closed(long received) {
		return new SocketClientException(
				this.connection.server() + ": Connection closed by the server after " + received + " replies", null,
				null);
	}

	private void awaitDue(OutputStream out) throws IOException {
		if (!this.connection.hasInput() || !this.due.tryAcquire()) {
			out.flush();
			this.due.acquireUninterruptibly();
		}
	}

	private void sendLines() {
		long count = 0;
		try {
			InputLines lines = new InputLines(this.terminal.in());
			for (List<byte[]> batch = lines.nextBatch(); !batch.isEmpty(); batch = lines.nextBatch()) {
				count += batch.size();
				this.due.release(batch.size());
				this.connection.write(batch);
			}
		}
		catch (IOException ex) {
			this.failure = ex;
		}
		catch (SocketClientException ex) {
			this.failure = ex;
			endOutput();
		}
		this.sent = count;
		this.due.release();
	}

	/** The server answers what it has got and closes, or the replies time out. */
	private void endOutput() {
		try {
			this.connection.shutdownOutput();
		}
		catch (SocketClientException ex) {
			// closed already
		}
	}

}
