package org.socketservice.actuate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A user of the library, started by {@link LibraryClassPathTests} on a class path of its
 * choice: says hello to itself and returns the reply.
 */
public final class LibraryApplication implements Callable<String> {

	@Override
	public String call() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Configuration.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.registerShutdownHook(false)
			.run("--socket.listeners.tcp.port=0", "--logging.level.root=warn")) {
			return reply(context.getEnvironment().getRequiredProperty("local.socket.tcp.port", Integer.class));
		}
	}

	private static String reply(int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII);
		}
	}

	@EnableAutoConfiguration
	static class Configuration {

	}

}
