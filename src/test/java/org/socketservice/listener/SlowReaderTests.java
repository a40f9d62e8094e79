package org.socketservice.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.netty.util.internal.PlatformDependent;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.ConnectionRegistry;
import org.socketservice.service.MessageService;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send and never read: they are not read from, cost little memory and harm
 * nobody.
 */
class SlowReaderTests {

	private static final int REQUEST = 64 * 1024;

	private static final int CLIENTS = 20;

	@ParameterizedTest(name = "may block: {0}")
	@ValueSource(booleans = { false, true })
	void shouldBoundTheMemoryOfClientsThatDoNotRead(boolean mayBlock) throws Exception {
		try (RunningService service = RunningService.with().bean(MessageService.class, new Echo(mayBlock)).start()) {
			long before = PlatformDependent.usedDirectMemory();
			List<Flooder> flooders = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				flooders.add(new Flooder(service.port()));
			}
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.during(Duration.ofMillis(300))
				.until(() -> flood(flooders) == 0);
			for (ConnectionInfo info : service.bean(ConnectionRegistry.class).list(null)) {
				// A read, the write buffer's high-water mark, what may be in flight.
				assertThat(info.bytesReceived() - info.bytesSent()).isLessThan(1_200_000);
			}
			assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(CLIENTS * 1_000_000L);
			assertOthersServed(service);
			for (Flooder flooder : flooders) {
				flooder.readReplies();
			}
			service.awaitNoneActive();
			service.assertAllRequestsEnded();
		}
	}

	private static void assertOthersServed(RunningService service) {
		try (RawClient client = service.connect()) {
			for (int i = 0; i < 1000; i++) {
				String line = "line " + i + "\n";
				assertThat(client.send(line).readText(line.length())).isEqualTo(line);
			}
		}
	}

	private static long flood(List<Flooder> flooders) throws IOException {
		long sent = 0;
		for (Flooder flooder : flooders) {
			sent += flooder.write();
		}
		return sent;
	}

	private record Echo(boolean mayBlock) implements MessageService {

		@Override
		public byte[] reply(byte[] request) {
			return request;
		}

	}

	/**
	 * Sends lines of the largest size, each of another letter, as long as the socket
	 * takes them.
	 */
	private static final class Flooder {

		private final SocketChannel channel = SocketChannel.open();

		private final ByteBuffer line = ByteBuffer.allocate(REQUEST);

		private long sent;

		Flooder(int port) throws IOException {
			this.channel.setOption(StandardSocketOptions.SO_SNDBUF, 128 * 1024);
			this.channel.setOption(StandardSocketOptions.SO_RCVBUF, 128 * 1024);
			this.channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			this.channel.configureBlocking(false);
			this.line.position(REQUEST);
		}

		long write() throws IOException {
			long before = this.sent;
			int written = 1;
			while (written > 0) {
				if (!this.line.hasRemaining()) {
					fill((int) (this.sent / REQUEST));
				}
				written = this.channel.write(this.line);
				this.sent += written;
			}
			return this.sent - before;
		}

		private void fill(int number) {
			Arrays.fill(this.line.array(), (byte) ('a' + number % 26));
			this.line.put(REQUEST - 1, (byte) '\n');
			this.line.clear();
		}

		void readReplies() throws IOException, InterruptedException {
			this.channel.configureBlocking(true);
			long lines = (this.sent + this.line.remaining()) / REQUEST;
			Thread writer = Thread.ofVirtual().start(this::finish);
			byte[] reply = new byte[REQUEST];
			for (int i = 0; i < lines; i++) {
				ByteBuffer buffer = ByteBuffer.wrap(reply);
				while (buffer.hasRemaining()) {
					assertThat(this.channel.read(buffer)).isPositive();
				}
				assertThat(reply[0]).isEqualTo((byte) ('a' + i % 26)).isEqualTo(reply[REQUEST - 2]);
				assertThat(reply[REQUEST - 1]).isEqualTo((byte) '\n');
			}
			assertThat(this.channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
			assertThat(writer.join(Duration.ofSeconds(10))).isTrue();
			this.channel.close();
		}

		private void finish() {
			try {
				while (this.line.hasRemaining()) {
					this.channel.write(this.line);
				}
				this.channel.shutdownOutput();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}

	}

}
