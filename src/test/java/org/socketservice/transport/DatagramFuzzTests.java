package org.socketservice.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Any datagram from a socket of any name, through the kernel: it is a message, too long
 * or foreign as its bytes say, and its reply arrives. What raw sockets hand out comes
 * over a Unix socket here, which needs no privilege. {@code FuzzChaosIT} looks for worse
 * inputs than those below.
 */
class DatagramFuzzTests {

	private static final int MAX = 300;

	static final int CLIENT_MAX = 4 * MAX;

	private static final int POLLIN = 1;

	private static final Map<DatagramFormat, Server> servers = new EnumMap<>(DatagramFormat.class);

	private static EventLoopGroup loops;

	@BeforeAll
	static void open() throws IOException {
		loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
		for (DatagramFormat format : DatagramFormat.values()) {
			servers.put(format, new Server(format, (IoEventLoop) loops.next()));
		}
	}

	@AfterAll
	static void close() {
		servers.values().forEach(Server::close);
		loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	@MethodSource("inputs")
	@FuzzTest
	void shouldTakeEachDatagramForWhatItIs(@NotNull DatagramFormat format, byte @NotNull @WithLength(max = 60) [] name,
			byte @NotNull @WithLength(max = CLIENT_MAX) [] datagram) throws Exception {
		Server server = Objects.requireNonNull(servers.get(format));
		try (Client client = new Client(name)) {
			client.send(server.name, datagram);
			assertThat(server.takeEvent()).isEqualTo(expected(format, datagram));
			DatagramPeer peer = Objects.requireNonNull(server.peer);
			assertThat(peer.name()).isEqualTo(client.name);
			assertThat(peer.isBound()).isEqualTo(name.length > 0);
			assertThat(peer.port()).isEqualTo(-1);
			assertThat(peer.address().toString()).startsWith((name.length > 0) ? "@" : "");
			if (name.length > 0) {
				server.reply(datagram);
				byte[] reply = client.receive();
				int mark = format.replyMark();
				assertThat((mark < 0) ? reply : Arrays.copyOfRange(reply, 1, reply.length)).isEqualTo(datagram);
				assertThat(mark < 0 || reply[0] == mark).isTrue();
			}
		}
	}

	/** The plain way to say it. */
	private static String expected(DatagramFormat format, byte[] datagram) {
		int mark = switch (format) {
			case PLAIN -> -1;
			case RAW_IPV6 -> 0;
			case RAW_IPV4 -> (datagram.length < 20) ? Integer.MAX_VALUE : (datagram[0] & 15) * 4;
		};
		if (mark >= datagram.length || (mark >= 0 && datagram[mark] != 0)) {
			return (mark < 0) ? text("message", datagram) : "foreign";
		}
		byte[] message = Arrays.copyOfRange(datagram, mark + 1, datagram.length);
		return (message.length > MAX) ? text("too long", Arrays.copyOf(message, 8)) : text("message", message);
	}

	private static String text(String what, byte[] bytes) {
		return what + " " + new String(bytes, StandardCharsets.ISO_8859_1);
	}

	static Stream<Arguments> inputs() {
		byte[] raw = new byte[400];
		raw[0] = 0x45;
		byte[] options = { 0x46, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 0, 'a' };
		return Stream
			.of(new byte[0], new byte[1], new byte[] { 0, 'a' }, new byte[] { 1, 'a' }, new byte[MAX],
					new byte[MAX + 1], new byte[MAX + 2], new byte[CLIENT_MAX], raw, Arrays.copyOf(raw, 20),
					Arrays.copyOf(raw, 21), Arrays.copyOf(raw, 21 + MAX), options)
			.flatMap((datagram) -> Stream.of("", "\0", "a\nb", "\377\376")
				.map((name) -> name.getBytes(StandardCharsets.ISO_8859_1))
				.flatMap((name) -> Stream.of(DatagramFormat.values())
					.map((format) -> arguments(format, name, datagram))));
	}

	/**
	 * Tells what it has received and sends the whole datagram back, if there is somebody
	 * to send it to.
	 */
	private static final class Server implements DatagramHandler {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final NativeDatagramChannel channel;

		private final byte[] name;

		private volatile @Nullable DatagramPeer peer;

		private volatile @Nullable String event;

		Server(DatagramFormat format, IoEventLoop loop) throws IOException {
			int descriptor = LinuxSockets.socket(LinuxSockets.AF_UNIX, LinuxSockets.SOCK_DGRAM, 0);
			LinuxSockets.bind(descriptor, SocketNames.unixAutobind());
			this.name = LinuxSockets.getsockname(descriptor);
			this.channel = NativeDatagramChannel.open(descriptor, format, MAX, loop, this);
		}

		String takeEvent() throws InterruptedException {
			return String.valueOf(this.events.poll(10, TimeUnit.SECONDS));
		}

		void reply(byte[] datagram) {
			this.channel.loop().execute(() -> {
				this.channel.send(Objects.requireNonNull(this.peer), datagram, true);
				this.channel.flush();
			});
		}

		void close() {
			this.channel.loop().execute(this.channel::close);
		}

		@Override
		public void onOpen(DatagramEndpoint endpoint) {
		}

		@Override
		public boolean admits(DatagramPeer peer) {
			this.peer = peer;
			return true;
		}

		@Override
		public void onMessage(DatagramPeer peer, byte[] message) {
			this.event = text("message", message);
		}

		@Override
		public void onTooLong(DatagramPeer peer, byte[] begin) {
			this.event = text("too long", begin);
		}

		@Override
		public void onForeign() {
			this.event = "foreign";
		}

		@Override
		public void onBatch(long bytes, long readAt) {
			this.events.add(String.valueOf(this.event));
		}

		@Override
		public void onDropped(long count) {
			this.events.add("dropped " + count);
		}

		@Override
		public void onSent(int replies, long bytes) {
		}

		@Override
		public void onUnsent(DatagramPeer peer, boolean reply, boolean tooLong) {
			this.events.add("not sent to " + peer);
		}

		@Override
		public void onLost(@Nullable Throwable cause) {
			this.events.add("lost: " + cause);
		}

	}

	/**
	 * A socket of any name in the abstract namespace.
	 */
	private static final class Client implements AutoCloseable {

		private final int descriptor;

		private final byte[] name;

		private final Arena arena = Arena.ofConfined();

		private final MemorySegment errno = NativeCalls.newState(this.arena);

		private final DatagramInput input = new DatagramInput(CLIENT_MAX + 1, 1);

		private final DatagramOutput output = new DatagramOutput();

		Client(byte[] name) throws IOException {
			this.descriptor = LinuxSockets.socket(LinuxSockets.AF_UNIX, LinuxSockets.SOCK_DGRAM, 0);
			if (name.length > 0) {
				String unique = "@" + ProcessHandle.current().pid() + " ";
				byte[] prefix = SocketNames.unix(unique);
				byte[] whole = Arrays.copyOf(prefix, prefix.length + name.length);
				System.arraycopy(name, 0, whole, prefix.length, name.length);
				LinuxSockets.bind(this.descriptor, whole);
				this.name = whole;
			}
			else {
				this.name = new byte[0];
			}
		}

		void send(byte[] to, byte[] datagram) {
			this.output.append(new DatagramPeer(to, null, null), datagram, -1, false);
			assertThat(this.output.send(this.errno, this.descriptor)).isEqualTo(1);
			this.output.remove();
		}

		byte[] receive() throws IOException {
			assertThat(LinuxSockets.poll(this.descriptor, POLLIN, 10_000)).isTrue();
			assertThat(this.input.receive(this.errno, this.descriptor)).isEqualTo(1);
			return this.input.bytes(0, 0, this.input.length(0));
		}

		@Override
		public void close() {
			LinuxSockets.close(this.descriptor);
			this.input.close();
			this.output.close();
			this.arena.close();
		}

	}

}
