package org.socketservice.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.socketservice.TimedBenchmark;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.framing.FrameBuffer;
import org.socketservice.framing.FrameReader;
import org.socketservice.framing.Framing;
import org.socketservice.framing.FramingException;
import org.socketservice.gateway.SocketInboundGateway.GatewaySettings;
import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * The way of a request through Spring Integration and back, without sockets: exchange,
 * gateway, channel, activator, service, reply, frame. On the event loop for a service
 * that does not block; on a virtual thread, and back to the event loop, for one that may.
 * {@code -prof gc} tells the bytes per message.
 */
@Warmup(iterations = 5, time = 1)
public class GatewayPathBenchmark extends TimedBenchmark {

	private static final int BATCH = 64;

	private static final byte[] REQUEST = "the Quick brown fox jumps over a".getBytes(StandardCharsets.US_ASCII);

	/** Whether the service may block. */
	@Param({ "false", "true" })
	private boolean mayBlock;

	private final EventLoop loop = new DefaultEventLoop();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final Output output = new Output();

	private @Nullable Exchange exchange;

	@Setup
	public void connect() throws Exception {
		this.context.registerBean(MessageService.class, () -> new Service(this.mayBlock));
		this.context.register(Application.class);
		this.context.refresh();
		SocketRequestChannel channel = this.context.getBean(SocketRequestChannel.class);
		this.context.getBean(RequestSubscription.class).ensure();
		ListenerCounts counts = new ListenerCounts();
		SocketInboundGateway gateway = new SocketInboundGateway("benchmark", channel,
				new GatewaySettings(1024, 1024 * 1024, Duration.ofSeconds(10), false), ErrorReply.DEFAULT, counts);
		this.exchange = this.loop
			.submit(() -> gateway.newExchange(this.output, counts.newTraffic(), this.loop, Map::of))
			.get();
	}

	@TearDown
	public void disconnect() throws Exception {
		this.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
		this.context.close();
	}

	/** A request that is sent when its predecessor has been answered. */
	@Benchmark
	public void one() throws InterruptedException {
		send(1);
	}

	/** Requests that one read brought. */
	@Benchmark
	@OperationsPerInvocation(BATCH)
	public void batch() throws InterruptedException {
		send(BATCH);
	}

	private void send(int count) throws InterruptedException {
		Exchange exchange = this.exchange;
		if (exchange == null) {
			throw new IllegalStateException("Not connected");
		}
		this.loop.execute(() -> {
			for (int i = 0; i < count; i++) {
				exchange.request(REQUEST, FrameReader.LF);
			}
			exchange.batchEnd(System.nanoTime());
			if (exchange.isIdle()) {
				this.output.idle();
			}
		});
		this.output.answered.acquire();
	}

	/**
	 * The service of the default, whatever it says of itself.
	 *
	 * @param mayBlock what it says
	 */
	private record Service(UppercaseService service, boolean mayBlock) implements MessageService {

		Service(boolean mayBlock) {
			this(new UppercaseService(), mayBlock);
		}

		@Override
		public byte[] reply(byte[] request) {
			return this.service.reply(request);
		}

	}

	/**
	 * A connection that forgets what it has sent.
	 */
	private static final class Output implements ReplyOutput {

		private static final int CAPACITY = 64 * 1024;

		private final FrameBuffer frames = new FrameBuffer(CAPACITY);

		private final Semaphore answered = new Semaphore(0);

		@Override
		public @Nullable String write(byte[] reply, int terminator) {
			try {
				Framing.LINE.write(reply, terminator, this.frames);
				return null;
			}
			catch (FramingException ex) {
				return ex.getMessage();
			}
		}

		@Override
		public boolean writeError(byte[] reply, int terminator) {
			throw new IllegalStateException(new String(reply, StandardCharsets.UTF_8));
		}

		@Override
		public void echo(byte[] bytes) {
			this.frames.put(bytes);
		}

		@Override
		public void flush() {
			this.frames.clear(CAPACITY);
		}

		@Override
		public void resume() {
			// never full
		}

		@Override
		public void idle() {
			this.frames.clear(CAPACITY);
			this.answered.release();
		}

		@Override
		public void end(CloseReason reason) {
			throw new IllegalStateException(reason.toString());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IntegrationAutoConfiguration.class, GatewayAutoConfiguration.class })
	static class Application {

	}

}
