package org.socketservice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.socketservice.cli.Service;
import org.socketservice.connection.ListenerCounts;
import org.socketservice.listener.Listeners;
import org.socketservice.service.MessageService;

import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The service as its main starts it, on free ports, inside of a test. Only one at a time:
 * Reactor Netty's threads belong to all web servers of a JVM and end with the first.
 */
public final class RunningService implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ConfigurableApplicationContext context;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

	private final String base;

	private RunningService(ConfigurableApplicationContext context) {
		this.context = context;
		this.base = "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
	}

	/**
	 * Start the service with its own {@code UppercaseService}.
	 * @param properties as on the command line, without dashes; each listener needs its
	 * port
	 * @return the running service
	 */
	public static RunningService start(String... properties) {
		return run((context) -> {
		}, properties);
	}

	/**
	 * Start the service with another {@link MessageService}.
	 * @param service answers all messages
	 * @param properties as on the command line, without dashes; each listener needs its
	 * port
	 * @return the running service
	 */
	public static RunningService start(MessageService service, String... properties) {
		return run((context) -> context.registerBean(MessageService.class, () -> service), properties);
	}

	private static RunningService run(ApplicationContextInitializer<GenericApplicationContext> initializer,
			String... properties) {
		List<String> args = new ArrayList<>(List.of("--server.port=0", "--logging.level.root=warn"));
		List.of(properties).forEach((property) -> args.add("--" + property));
		return new RunningService(
				new SpringApplicationBuilder(SocketServiceApplication.class).properties(Service.DEFAULTS)
					.initializers(initializer)
					.bannerMode(Banner.Mode.OFF)
					.registerShutdownHook(false)
					.run(args.toArray(String[]::new)));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	/**
	 * What a listener has counted.
	 * @param listener its name
	 * @return live counts
	 */
	public ListenerCounts counts(String listener) {
		return Objects.requireNonNull(this.context.getBean(Listeners.class).find(listener)).counts();
	}

	/**
	 * Connect to a listener.
	 * @param listener its name
	 * @return a socket with a read timeout
	 */
	public Socket connect(String listener) {
		int port = this.context.getEnvironment()
			.getRequiredProperty("local.socket." + listener + ".port", Integer.class);
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.setSoTimeout((int) PATIENCE.toMillis());
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public HttpResponse<String> get(String path) {
		return send(request(path).GET());
	}

	public HttpResponse<String> delete(String path) {
		return send(request(path).DELETE());
	}

	public HttpResponse<String> post(String path, String json) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.base + path)).timeout(PATIENCE);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
		this.http.close();
	}

}
