package org.socketservice.listener;

import java.io.DataInputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one message allocates between the socket and the socket, on the shipped default:
 * two arrays for the message and its reply, and one message object.
 */
class MessagePathAllocationTests {

	private static final int BATCH = 64;

	private static final int SIZE = 32;

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	@BeforeEach
	void detectLeaksAsShipped() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
	}

	@AfterEach
	void detectLeaksAsBefore() {
		ResourceLeakDetector.setLevel(this.level);
	}

	@Test
	void shouldAllocateAtMost200BytesAndThePayloadPerMessage() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--socket.listeners.tcp.port=0", "--socket.event-loops.threads=1");
				Socket socket = new Socket(InetAddress.getLoopbackAddress(),
						context.getEnvironment().getRequiredProperty("local.socket.tcp.port", Integer.class))) {
			exchange(socket, 2_000);
			long before = allocatedByLoops();
			int batches = 1_000;
			exchange(socket, batches);
			long perMessage = (allocatedByLoops() - before) / ((long) batches * BATCH);
			assertThat(perMessage).as("bytes per message").isPositive().isLessThanOrEqualTo(200 + SIZE);
		}
	}

	private static void exchange(Socket socket, int batches) throws Exception {
		byte[] request = "abcdefghijklmnopqrstuvwxyz01234\n".repeat(BATCH).getBytes(StandardCharsets.US_ASCII);
		byte[] expected = new String(request, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT)
			.getBytes(StandardCharsets.US_ASCII);
		byte[] reply = new byte[request.length];
		DataInputStream in = new DataInputStream(socket.getInputStream());
		for (int i = 0; i < batches; i++) {
			socket.getOutputStream().write(request);
			in.readFully(reply);
		}
		assertThat(reply).isEqualTo(expected);
	}

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

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
