package org.socketservice.cli;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * A server for tests: answers each line as it is told and counts. One virtual thread per
 * connection.
 */
class LineServer implements Closeable {

	/** What a connection does with its nth line. */
	enum Behaviour {

		/** Answers in upper case. */
		RIGHT,

		/** Answers with one byte changed. */
		WRONG,

		/** Answers with the line itself. */
		ECHO,

		/** Answers that it is busy. */
		ERROR,

		/** Answers twice. */
		TWICE,

		/** Does not answer. */
		SILENT,

		/** Closes the connection. */
		CLOSE

	}

	private final ServerSocketChannel server;

	private final LongFunction<Behaviour> behaviour;

	/** Lines received. */
	final AtomicLong lines = new AtomicLong();

	/** Connections accepted. */
	final AtomicLong accepted = new AtomicLong();

	/** Lines not answered as they should be. */
	final AtomicLong faults = new AtomicLong();

	/**
	 * Listen on a free port of the loopback interface.
	 * @param behaviour what to do with the nth line of a connection, from 1
	 */
	LineServer(LongFunction<Behaviour> behaviour) throws IOException {
		this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), behaviour);
	}

	LineServer(SocketAddress address, LongFunction<Behaviour> behaviour) throws IOException {
		this.behaviour = behaviour;
		this.server = (address instanceof InetSocketAddress) ? ServerSocketChannel.open()
				: ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
		this.server.bind(address, 1024);
		Thread.ofVirtual().start(this::accept);
	}

	int port() {
		return this.server.socket().getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				SocketChannel channel = this.server.accept();
				this.accepted.incrementAndGet();
				Thread.ofVirtual().start(() -> serve(channel));
			}
		}
		catch (IOException ex) {
			// Closed by the test.
		}
	}

	private void serve(SocketChannel channel) {
		try (channel) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.US_ASCII));
			OutputStream out = Channels.newOutputStream(channel);
			long number = 1;
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				this.lines.incrementAndGet();
				Behaviour behaviour = this.behaviour.apply(number++);
				if (behaviour != Behaviour.RIGHT) {
					this.faults.incrementAndGet();
				}
				if (behaviour == Behaviour.CLOSE) {
					return;
				}
				String reply = reply(line, behaviour);
				if (reply != null) {
					out.write(reply.getBytes(StandardCharsets.US_ASCII));
				}
			}
		}
		catch (IOException ex) {
			// The load generator has gone.
		}
	}

	private static @Nullable String reply(String line, Behaviour behaviour) {
		String right = line.toUpperCase(Locale.ROOT) + "\n";
		return switch (behaviour) {
			case RIGHT -> right;
			case WRONG -> right.substring(0, right.length() - 2) + "?\n";
			case ECHO -> line + "\n";
			case ERROR -> "ERROR busy [7]\n";
			case TWICE -> right + right;
			case SILENT, CLOSE -> null;
		};
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
