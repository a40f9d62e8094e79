package org.socketservice.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;
import org.socketservice.connection.Credentials;

/**
 * A connected Unix socket that keeps record boundaries (SOCK_SEQPACKET, see unix(7)), on
 * epoll. Netty's own stream channel would take an empty record for the end of input, cut
 * off long records unseen and merge those it sends; here each record passes the pipeline
 * as a frame of {@link RecordFrames}, in both directions. A record longer than
 * {@code maxRecordSize} passes as its length alone, which no reader accepts.
 */
final class SeqpacketChannel extends NativeEpollChannel {

	/** One for each event loop. */
	private static final FastThreadLocal<RecordIo> IO = new FastThreadLocal<>() {

		@Override
		protected RecordIo initialValue() throws NativeSocketException {
			return new RecordIo();
		}

	};

	private static final int SO_SNDBUF = 7;

	private static final int SO_PEERCRED = 17;

	/** Records read at most before others get their turn. */
	private static final int RECORDS_PER_TURN = 64;

	/** Linux keeps so much of a send buffer for itself: unix_dgram_sendmsg. */
	private static final int SEND_BUFFER_RESERVE = 32;

	private final int maxRecordSize;

	private final int maxSendSize;

	/**
	 * Create a channel.
	 * @param parent the server channel, {@code null} at a client
	 * @param fd a connected descriptor
	 * @param maxRecordSize bytes a record may have
	 * @throws IOException if the descriptor does not take its options
	 */
	SeqpacketChannel(@Nullable Channel parent, int fd, int maxRecordSize) throws IOException {
		super(parent, new Socket(fd));
		this.maxRecordSize = maxRecordSize;
		socket().setIntOpt(NativeSocket.SOL_SOCKET, NativeSocket.SO_PASSCRED, 1);
		int sendBuffer = Math.min(maxRecordSize, Integer.MAX_VALUE - SEND_BUFFER_RESERVE) + SEND_BUFFER_RESERVE;
		if (socket().getSendBufferSize() < sendBuffer) {
			socket().setSendBufferSize(sendBuffer); // as much as net.core.wmem_max allows
		}
		this.maxSendSize = LinuxSockets.intOption(fd, NativeSocket.SOL_SOCKET, SO_SNDBUF) - SEND_BUFFER_RESERVE;
	}

	/**
	 * The longest record the kernel takes.
	 * @return bytes
	 */
	int maxSendSize() {
		return this.maxSendSize;
	}

	Credentials peerCredentials() throws IOException {
		ByteBuffer ucred = ByteBuffer.allocateDirect(3 * Integer.BYTES).order(ByteOrder.nativeOrder());
		socket().getRawOpt(NativeSocket.SOL_SOCKET, SO_PEERCRED, ucred);
		return new Credentials(ucred.getInt(0), Integer.toUnsignedLong(ucred.getInt(4)),
				Integer.toUnsignedLong(ucred.getInt(8)));
	}

	@Override
	void readReady() throws IOException {
		RecordIo io = IO.get();
		ByteBuf batch = null;
		boolean end = false;
		try {
			for (int i = 0; i < RECORDS_PER_TURN && isActive() && config().isAutoRead(); i++) {
				int length = io.receive(socket().intValue(), this.maxRecordSize);
				end = length == RecordIo.END;
				if (end || (length < 0 && wouldBlock("recvmsg", length))) {
					break;
				}
				batch = append(batch, io, length);
				if (length > this.maxRecordSize) {
					break; // the last one its reader looks at
				}
			}
		}
		finally {
			if (batch != null) {
				pipeline().fireChannelRead(batch);
			}
			pipeline().fireChannelReadComplete();
		}
		if (end) {
			endInput();
		}
	}

	private ByteBuf append(@Nullable ByteBuf batch, RecordIo io, int length) {
		int size = (length > this.maxRecordSize) ? 0 : length;
		ByteBuf buffer = batch;
		if (buffer != null && buffer.maxWritableBytes() < RecordFrames.HEADER + size) {
			pipeline().fireChannelRead(buffer);
			buffer = null;
		}
		if (buffer == null) {
			boolean fits = RecordFrames.HEADER + size <= LoopBuffers.READ_SIZE;
			buffer = fits ? LoopBuffers.current().takeReadBuffer()
					: alloc().directBuffer(RecordFrames.HEADER + size, RecordFrames.HEADER + size);
		}
		return buffer.writeInt(length).writeBytes(io.record(size));
	}

	@Override
	protected void doWrite(ChannelOutboundBuffer out) throws IOException {
		RecordIo io = IO.get();
		for (ByteBuf batch = (ByteBuf) out.current(); batch != null; batch = (ByteBuf) out.current()) {
			while (batch.isReadable()) {
				int at = batch.readerIndex();
				int length = batch.getInt(at);
				int sent = io.send(socket().intValue(), batch.memoryAddress() + at + RecordFrames.HEADER, length);
				if (sent < 0 && wouldBlock("sendmsg", sent)) {
					awaitWritable(true);
					return;
				}
				batch.skipBytes(RecordFrames.HEADER + length);
				out.progress(RecordFrames.HEADER + length);
			}
			out.remove();
		}
		awaitWritable(false);
	}

	private static boolean wouldBlock(String call, int result) throws NativeSocketException {
		if (result != -Errno.EAGAIN.number()) {
			throw new NativeSocketException(call, -result);
		}
		return true;
	}

	@Override
	protected Object filterOutboundMessage(Object message) {
		if (!(message instanceof ByteBuf buffer)) {
			throw new UnsupportedOperationException("Not a buffer: " + message);
		}
		if (buffer.hasMemoryAddress()) {
			return buffer;
		}
		ByteBuf direct = alloc().directBuffer(Math.max(1, buffer.readableBytes())).writeBytes(buffer);
		buffer.release();
		return direct;
	}

	@Override
	protected SocketAddress localAddress0() {
		return socket().localDomainSocketAddress();
	}

	@Override
	protected SocketAddress remoteAddress0() {
		return socket().remoteDomainSocketAddress();
	}

}
