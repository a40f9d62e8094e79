package org.socketservice.transport;

import java.io.IOException;
import java.net.InetAddress;

/**
 * A connected client socket of a kind Java has none of, for those who keep many of them
 * busy from one thread: {@link SocketPoll} waits for it and moves its bytes. Used by one
 * thread.
 */
public final class PolledSocket implements AutoCloseable {

	private static final int SO_SNDBUF = 7;

	private static final int SO_RCVBUF = 8;

	/** Replies that come in a burst must not be lost here. */
	private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;

	/** What the kernel keeps of a send buffer for itself, see unix_dgram_sendmsg(). */
	private static final int SEND_BUFFER_RESERVE = 32;

	private final int descriptor;

	private final DatagramFormat format;

	private final boolean connection;

	private boolean open = true;

	private PolledSocket(int descriptor, DatagramFormat format, boolean connection) {
		this.descriptor = descriptor;
		this.format = format;
		this.connection = connection;
	}

	/**
	 * Connect to a Unix stream or seqpacket socket.
	 * @param path the server's socket file, or {@code @name}
	 * @param records whether it keeps records apart
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	public static PolledSocket unix(String path, boolean records) throws IOException {
		NativeSocket socket = UnixConnection.open(new UnixSocketAddress(path), records);
		return new PolledSocket(socket.handOver(), DatagramFormat.PLAIN, true);
	}

	/**
	 * A Unix datagram socket as {@link DatagramClientSockets#unix} makes it.
	 * @param path the server's socket file, or {@code @name}
	 * @return to be closed by the caller
	 * @throws IOException if that failed
	 */
	public static PolledSocket unixDatagram(String path) throws IOException {
		return new PolledSocket(DatagramClientSockets.openUnix(DatagramClientSockets.unixName(path)),
				DatagramFormat.PLAIN, false);
	}

	/**
	 * A raw IP socket as {@link DatagramClientSockets#raw} makes it.
	 * @param address the server's
	 * @param protocol IP protocol number
	 * @return to be closed by the caller
	 * @throws IOException if that failed, EPERM without CAP_NET_RAW
	 */
	public static PolledSocket raw(InetAddress address, int protocol) throws IOException {
		int descriptor = DatagramClientSockets.openRaw(address, protocol);
		return withReceiveBuffer(new PolledSocket(descriptor, DatagramFormat.ofRaw(address), false));
	}

	/**
	 * A TIPC socket for reliable datagrams.
	 * @param type service type
	 * @param instance service instance
	 * @return to be closed by the caller
	 * @throws IOException if that failed, EAFNOSUPPORT where the kernel has no TIPC
	 */
	public static PolledSocket rdm(long type, long instance) throws IOException {
		int descriptor = LinuxSockets.socket(LinuxSockets.AF_TIPC, LinuxSockets.SOCK_RDM, 0);
		PolledSocket socket = new PolledSocket(descriptor, DatagramFormat.PLAIN, false);
		try {
			LinuxSockets.connect(descriptor, SocketNames.tipc(type, instance));
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
		return withReceiveBuffer(socket);
	}

	private static PolledSocket withReceiveBuffer(PolledSocket socket) throws IOException {
		try {
			LinuxSockets.setOption(socket.descriptor, LinuxSockets.SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Have the kernel take messages of a size as a whole.
	 * @param size bytes
	 * @throws IOException EMSGSIZE if it does not
	 */
	public void fit(int size) throws IOException {
		int wanted = size + SEND_BUFFER_RESERVE;
		if (sendBuffer() < wanted) {
			LinuxSockets.setOption(this.descriptor, LinuxSockets.SOL_SOCKET, SO_SNDBUF, wanted);
		}
		if (sendBuffer() < wanted) {
			throw new NativeSocketException("sendmsg", Errno.EMSGSIZE.number());
		}
	}

	private int sendBuffer() throws IOException {
		return LinuxSockets.intOption(this.descriptor, LinuxSockets.SOL_SOCKET, SO_SNDBUF);
	}

	int descriptor() {
		return this.descriptor;
	}

	DatagramFormat format() {
		return this.format;
	}

	/**
	 * Whether nothing but an end is received when nothing more will come.
	 * @return {@code false} for datagrams
	 */
	boolean isConnection() {
		return this.connection;
	}

	public boolean isOpen() {
		return this.open;
	}

	@Override
	public void close() {
		if (this.open) {
			this.open = false;
			LinuxSockets.close(this.descriptor);
		}
	}

}
