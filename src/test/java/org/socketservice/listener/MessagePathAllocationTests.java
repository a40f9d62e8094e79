package org.socketservice.listener;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.socketservice.testing.Mechanism;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one message allocates between the socket and the socket, on the shipped default:
 * two arrays for the message and its reply, and one message object. The goal is at most
 * 200 bytes and the payload.
 */
class MessagePathAllocationTests {

	private static final int SIZE = 32;

	/** Less than the smallest object has: one more per message is noticed. */
	private static final double SLACK = 8;

	private static final int MESSAGES = 16_384;

	/** So many at most: code that is not compiled yet allocates more. */
	private static final int ROUNDS = 100;

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	/** The samples it takes are of no message in particular. */
	@BeforeEach
	void detectNoLeaks() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
	}

	@AfterEach
	void detectLeaksAsBefore() {
		ResourceLeakDetector.setLevel(this.level);
	}

	/**
	 * With io_uring Netty makes objects of its own for each operation it submits. How
	 * many there are for requests one by one depends on the time between them, so those
	 * are not tested; pipelined ones share them.
	 */
	@ParameterizedTest
	@CsvSource({ "epoll, 64, 144", "epoll, 1, 144", "nio, 64, 144", "nio, 1, 160", "io_uring, 64, 152" })
	void shouldAllocateTwoArraysAndOneObjectPerMessage(String io, int depth, int bytes) throws Exception {
		Mechanism.assumeAvailable(io);
		try (Subject subject = new Subject(io, depth, Shipped.class)) {
			double perMessage = subject.bytesPerMessage(bytes + SLACK, ROUNDS);
			assertThat(perMessage).as("bytes per message").isPositive().isLessThan(bytes + SLACK);
		}
	}

	/**
	 * A service and its only client.
	 */
	private static final class Subject implements AutoCloseable {

		private final ConfigurableApplicationContext context;

		private final Socket socket;

		private final DataInputStream in;

		private final byte[] request;

		private final byte[] expected;

		Subject(String io, int depth, Class<?> application) throws IOException {
			this.context = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
				.run("--socket.listeners.tcp.port=0", "--socket.event-loops.threads=1",
						"--socket.event-loops.io=" + io);
			this.socket = new Socket(InetAddress.getLoopbackAddress(),
					this.context.getEnvironment().getRequiredProperty("local.socket.tcp.port", Integer.class));
			this.socket.setTcpNoDelay(true);
			this.in = new DataInputStream(this.socket.getInputStream());
			String text = "abcdefghijklmnopqrstuvwxyz01234\n".repeat(depth);
			this.request = text.getBytes(StandardCharsets.US_ASCII);
			this.expected = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
		}

		/**
		 * What a message allocates once everything is compiled.
		 * @param enough less than that need not be looked for
		 * @param rounds how often to try
		 * @return bytes, the least of all rounds
		 */
		double bytesPerMessage(double enough, int rounds) throws IOException {
			double least = Double.MAX_VALUE;
			for (int i = 0; i < rounds && least >= enough; i++) {
				long before = allocatedByLoops();
				exchange();
				least = Math.min(least, (double) (allocatedByLoops() - before) / MESSAGES);
			}
			return least;
		}

		private void exchange() throws IOException {
			byte[] reply = new byte[this.request.length];
			for (int i = 0; i < MESSAGES * SIZE / this.request.length; i++) {
				this.socket.getOutputStream().write(this.request);
				this.in.readFully(reply);
			}
			assertThat(reply).isEqualTo(this.expected);
		}

		/** Of all event loops: those without a client are idle. */
		private static long allocatedByLoops() {
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long sum = 0;
			for (Thread thread : Thread.getAllStackTraces().keySet()) {
				if (thread.getName().startsWith("socket-loop-")) {
					sum += threads.getThreadAllocatedBytes(thread.threadId());
				}
			}
			return sum;
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
			this.context.close();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shipped {

	}

}
