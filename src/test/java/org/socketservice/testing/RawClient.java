package org.socketservice.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A client that knows nothing of frames: each send is one segment, and what is read is
 * read as it came. Text is UTF-8. A read that takes longer than ten seconds fails.
 */
public final class RawClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Socket socket;

	private RawClient(Socket socket) {
		this.socket = socket;
	}

	public static RawClient connect(int port) {
		return connect(InetAddress.getLoopbackAddress(), port);
	}

	public static RawClient connect(InetAddress address, int port) {
		return connect(address, port, null);
	}

	/**
	 * Connect from an address of one's own choice.
	 * @param address of the server
	 * @param port of the server
	 * @param from the address to bind to, {@code null} for any
	 * @return a client
	 */
	public static RawClient connect(InetAddress address, int port, @Nullable InetAddress from) {
		try {
			Socket socket = new Socket();
			if (from != null) {
				socket.bind(new InetSocketAddress(from, 0));
			}
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
			return new RawClient(socket);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Connect and establish TLS; the end of the other side is an error then unless it is
	 * told by close_notify.
	 * @param context whom to trust
	 * @param port of the server
	 * @return a client
	 */
	public static RawClient connectTls(SSLContext context, int port) {
		return overTls(context, connect(port));
	}

	public static RawClient overTls(SSLContext context, RawClient plain) {
		try {
			SSLSocket socket = (SSLSocket) context.getSocketFactory()
				.createSocket(plain.socket, "localhost", plain.socket.getPort(), true);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return new RawClient(socket);
		}
		catch (IOException ex) {
			plain.close();
			throw new UncheckedIOException(ex);
		}
	}

	public int localPort() {
		return this.socket.getLocalPort();
	}

	public Socket socket() {
		return this.socket;
	}

	public RawClient send(String text) {
		return send(text.getBytes(StandardCharsets.UTF_8));
	}

	public RawClient send(byte[] bytes) {
		return send(bytes, 0, bytes.length);
	}

	public RawClient send(byte[] bytes, int from, int to) {
		try {
			this.socket.getOutputStream().write(bytes, from, to - from);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * End this side (FIN); replies can still be read.
	 * @return this client
	 */
	public RawClient finish() {
		try {
			this.socket.shutdownOutput();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Close with a reset (RST).
	 */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public byte[] read(int count) {
		try {
			byte[] bytes = this.socket.getInputStream().readNBytes(count);
			if (bytes.length < count) {
				throw new AssertionError("The connection ended after " + bytes.length + " of " + count + " bytes: "
						+ new String(bytes, StandardCharsets.UTF_8));
			}
			return bytes;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String readText(int count) {
		return new String(read(count), StandardCharsets.UTF_8);
	}

	/**
	 * Read so much, or less where the other side ends before.
	 * @param count bytes
	 * @return what came
	 */
	public String readTextUpTo(int count) {
		try {
			return new String(this.socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read up to a line feed.
	 * @return the line without it; empty at the end of input, too
	 */
	public String readLine() {
		try {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			int next = this.socket.getInputStream().read();
			while (next >= 0 && next != '\n') {
				line.write(next);
				next = this.socket.getInputStream().read();
			}
			return line.toString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read up to the FIN of the other side; fails if it sends a reset.
	 * @return what came before it
	 */
	public byte[] readToEnd() {
		try {
			return this.socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String readTextToEnd() {
		return new String(readToEnd(), StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
