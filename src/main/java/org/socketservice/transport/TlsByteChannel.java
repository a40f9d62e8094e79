package org.socketservice.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/**
 * TLS over a socket channel of the Java platform, for clients that do without Netty. Like
 * a channel in non-blocking mode it never waits, if the one below does not: reading and
 * writing move what can be moved. One thread may read while another writes.
 */
public final class TlsByteChannel implements ByteChannel {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final int RECORDS = 4;

	private final SocketChannel channel;

	private final SSLEngine engine;

	private final Object writing = new Object();

	/** Encrypted input; to be filled. */
	private final ByteBuffer in;

	/** Decrypted input; to be taken. */
	private ByteBuffer decrypted;

	/** Encrypted output; to be sent. */
	private ByteBuffer out;

	private @Nullable IOException failure;

	private boolean begun;

	private boolean ended;

	/**
	 * Create a channel; TLS is established by {@link #handshake()}.
	 * @param channel connected
	 * @param engine of a client
	 */
	public TlsByteChannel(SocketChannel channel, SSLEngine engine) {
		this.channel = channel;
		this.engine = engine;
		int record = engine.getSession().getPacketBufferSize();
		this.in = ByteBuffer.allocate(record * RECORDS);
		this.out = ByteBuffer.allocate(record * RECORDS).flip();
		this.decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
	}

	/**
	 * Go on with the handshake.
	 * @return 0 when it is done, otherwise what to wait for before the next call:
	 * {@link SelectionKey#OP_READ} or {@link SelectionKey#OP_WRITE}
	 * @throws IOException if it has failed
	 */
	public int handshake() throws IOException {
		try {
			return step();
		}
		catch (SSLException ex) {
			flush(); // the alert
			throw ex;
		}
	}

	private int step() throws IOException {
		if (!this.begun) {
			this.begun = true;
			this.engine.beginHandshake();
		}
		while (true) {
			if (!flush()) {
				return SelectionKey.OP_WRITE;
			}
			switch (this.engine.getHandshakeStatus()) {
				case NEED_WRAP -> wrap(NOTHING);
				case NEED_TASK -> runTasks();
				case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
					if (unwrap() == Status.BUFFER_UNDERFLOW && !fill()) {
						return SelectionKey.OP_READ;
					}
				}
				default -> {
					return 0;
				}
			}
		}
	}

	private void runTasks() {
		for (Runnable task = this.engine.getDelegatedTask(); task != null; task = this.engine.getDelegatedTask()) {
			task.run();
		}
	}

	/**
	 * Read from the channel below.
	 * @return whether anything has come
	 */
	private boolean fill() throws IOException {
		int count = this.channel.read(this.in);
		if (count < 0) {
			throw new SSLException("the connection was closed without a close_notify");
		}
		return count > 0;
	}

	private Status unwrap() throws IOException {
		this.in.flip();
		this.decrypted.compact();
		try {
			SSLEngineResult result = this.engine.unwrap(this.in, this.decrypted);
			if (result.getStatus() == Status.BUFFER_OVERFLOW) {
				int size = this.decrypted.position() + this.engine.getSession().getApplicationBufferSize();
				this.decrypted = ByteBuffer.allocate(size).put(this.decrypted.flip());
			}
			this.ended |= result.getStatus() == Status.CLOSED;
			return result.getStatus();
		}
		finally {
			this.decrypted.flip();
			this.in.compact();
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int count = 0;
		while (target.hasRemaining()) {
			if (this.decrypted.hasRemaining()) {
				count += take(target);
			}
			else if (this.ended || !decryptAfter(count)) {
				break;
			}
		}
		return (count == 0 && this.ended && target.hasRemaining()) ? -1 : count;
	}

	private int take(ByteBuffer target) {
		int count = Math.min(target.remaining(), this.decrypted.remaining());
		target.put(this.decrypted.slice().limit(count));
		this.decrypted.position(this.decrypted.position() + count);
		return count;
	}

	/** A failure is thrown when all that came before it has been taken. */
	private boolean decryptAfter(int count) throws IOException {
		try {
			if (this.failure != null) {
				throw this.failure;
			}
			return decrypt();
		}
		catch (IOException ex) {
			this.failure = ex;
			if (count == 0) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Whether input is left that has been read from the channel below: a selector would
	 * not tell of it.
	 * @return {@code true} if the next read returns at once
	 */
	public boolean hasDecrypted() {
		return this.decrypted.hasRemaining();
	}

	/**
	 * Decrypt the next record.
	 * @return whether it is worth while to go on
	 */
	private boolean decrypt() throws IOException {
		Status status = unwrap();
		switch (this.engine.getHandshakeStatus()) {
			case NEED_TASK -> runTasks();
			case NEED_WRAP -> {
				if (!this.ended) {
					wrap(NOTHING);
					flush();
				}
			}
			default -> {
				// no answer is due
			}
		}
		return status != Status.BUFFER_UNDERFLOW || fill();
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int before = source.remaining();
		while (source.hasRemaining() && flush()) {
			wrap(source);
		}
		flush();
		return before - source.remaining();
	}

	private void wrap(ByteBuffer source) throws IOException {
		synchronized (this.writing) {
			this.out.compact();
			try {
				Status status = this.engine.wrap(source, this.out).getStatus();
				if (status == Status.BUFFER_OVERFLOW) {
					int size = this.out.position() + this.engine.getSession().getPacketBufferSize();
					this.out = ByteBuffer.allocate(size).put(this.out.flip());
				}
				else if (status == Status.CLOSED && source.hasRemaining()) {
					throw new ClosedChannelException();
				}
			}
			finally {
				this.out.flip();
			}
		}
	}

	/**
	 * Send what has been encrypted.
	 * @return whether nothing is left to be sent
	 * @throws IOException if the channel below fails
	 */
	public boolean flush() throws IOException {
		synchronized (this.writing) {
			if (this.out.hasRemaining()) {
				this.channel.write(this.out);
			}
			return !this.out.hasRemaining();
		}
	}

	/**
	 * Tell the peer that no more will come (close_notify); to be flushed.
	 * @throws IOException if that cannot be encrypted
	 */
	public void closeOutbound() throws IOException {
		this.engine.closeOutbound();
		wrap(NOTHING);
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
