package org.socketservice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.cli.ActuatorPort;
import org.socketservice.gateway.DuplicateSubscriberException;
import org.socketservice.listener.ListenerBindException;
import org.socketservice.listener.SocketProperties;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Whole applications with a configuration that cannot stand: what the person who starts
 * them reads.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	private static final Duration LIMIT = Duration.ofSeconds(3);

	/** When the context began to refresh. */
	private long refresh;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private ConfigurableApplicationContext run(Class<?> configuration, String yaml, String... args) throws IOException {
		Path file = Files.writeString(this.directory.resolve("application.yml"), yaml);
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		application
			.setDefaultProperties(Map.of("spring.config.location", file.toString(), "spring.main.banner-mode", "off"));
		application.addListeners((ApplicationListener<ApplicationPreparedEvent>) (event) -> this.refresh = busyNanos());
		return application.run(args);
	}

	private void assertRefused(String yaml, CapturedOutput output, String... expected) {
		assertRefused(() -> run(Application.class, yaml).close());
		assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START").contains(expected);
		assertThat(output).doesNotContain("\tat ");
	}

	private ThrowableAssertAlternative<?> assertRefused(ThrowingCallable start) {
		ThrowableAssertAlternative<?> thrown = assertThatException().isThrownBy(start);
		assertThat(Duration.ofNanos(busyNanos() - this.refresh)).as("refresh to analysis").isLessThan(LIMIT);
		return thrown;
	}

	/**
	 * The time less that which this thread was kept waiting for a processor: other
	 * programs are not what the limit is about.
	 * @see <a href="https://docs.kernel.org/scheduler/sched-stats.html">schedstat</a>
	 */
	private static long busyNanos() {
		try {
			String waited = Files.readString(Path.of("/proc/thread-self/schedstat")).split(" ", -1)[1];
			return System.nanoTime() - Long.parseLong(waited);
		}
		catch (IOException ex) {
			return System.nanoTime(); // not on Linux
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					port: 70000 | port | 70000 | is no port | write a whole number from 1 to 65535, or 0 for any free port.
					idle-timeout: -5s | idle-timeout | -5s | a duration cannot be negative | write a duration such as 500ms, 30s or 5m; 0 means never.
					framing: lines | framing | lines | is none of line, crlf | did you mean line? Write one of line, crlf
					transport: sctp | transport | sctp | is none of tcp, udp | one of tcp, udp, unix
					prot: 9998 | prot | 9998 | there is no property prot below socket.listeners.tcp | did you mean socket.listeners.tcp.port?
					path: /run/a | path | /run/a | means nothing on transport tcp | set socket.listeners.tcp.transport to unix
					address: 192.0.2.1 | address | 192.0.2.1 | is no address of this machine | write one of its addresses
					address: fe80::1 | address | fe80::1 | is a link-local address without its interface | fe80::1%eth0
					address: nowhere.invalid | address | nowhere.invalid | is an unknown host | getent hosts nowhere.invalid
					""")
	void shouldNamePropertyValueAndRemedyWhenListenerIsWrong(String line, String property, String value, String reason,
			String remedy, CapturedOutput output) {
		String name = "socket.listeners.tcp." + property;
		assertRefused("socket:\n  listeners:\n    tcp:\n      " + line + "\n", output, "Property: " + name,
				"Value: \"" + value + "\"", "Reason: " + reason, name + ": ", remedy);
		if (!property.equals("address")) {
			assertThat(output).contains("application.yml] - 4:" + (line.indexOf(':') + 9));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.port", "management.server.port" })
	void shouldNameTheActuatorsPortWhenItIsNone(String property, CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers(new ActuatorPort());
		assertThatException().isThrownBy(() -> application.run("--" + property + "=70000"));
		assertThat(output).contains("APPLICATION FAILED TO START", "'70000'", "'" + property + "'",
				"write a whole number from 1 to 65535");
	}

	@Test
	void shouldNamePropertyWhenSectionIsMisspelt(CapturedOutput output) {
		assertRefused("socket:\n  listner:\n    tcp:\n      port: 0\n", output, "Property: socket.listner.tcp.port",
				"did you mean socket.listeners?");
	}

	@Test
	void shouldTellAllWhenSeveralAreWrong(CapturedOutput output) {
		assertRefused("""
				socket:
				  listeners:
				    a: {transport: udp}
				    b: {port: -1}
				  shutdown: {grace-period: 31s}
				""", output, "3 properties are wrong:", "Property: socket.listeners.a.port", "Value: not set",
				"Property: socket.listeners.b.port", "Property: socket.shutdown.grace-period",
				"socket.listeners.a.port: write", "socket.listeners.b.port: write",
				"socket.shutdown.grace-period: write");
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "nio" })
	void shouldNamePortWhenItIsInUse(String io, CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			assertRefused(() -> run(Application.class, "", "--socket.listeners.web.address=127.0.0.1",
					"--socket.listeners.web.port=" + port, "--socket.event-loops.io=" + io));
			assertThat(output).contains("APPLICATION FAILED TO START", "Listener web could not be bound:",
					"Property: socket.listeners.web.port", "Value: \"" + port + "\"",
					"Address already in use (EADDRINUSE)", "ss -ltnp 'sport = :" + port + "'");
		}
	}

	@Test
	void shouldFailWithBindExceptionWhenPortIsInUse() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatException()
				.isThrownBy(() -> run(Application.class, "", "--socket.listeners.web.address=127.0.0.1",
						"--socket.listeners.web.port=" + taken.getLocalPort()))
				.satisfies((failure) -> assertThat(failure)
					.hasStackTraceContaining(ListenerBindException.class.getName()));
		}
	}

	@Test
	void shouldNameBothWhenTwoSubscribe(CapturedOutput output) {
		assertRefused(() -> run(TwoFlows.class, "socket.listeners.tcp.port: 0").close()).satisfies(
				(failure) -> assertThat(failure).hasStackTraceContaining(DuplicateSubscriberException.class.getName()));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"Two handlers subscribe to the channel 'socketRequests'", "first.", "second.", "wire tap");
	}

	@Test
	void shouldStartWhenYamlLeavesValuesEmptyOrSaysOff() throws IOException {
		try (ConfigurableApplicationContext context = run(Application.class, """
				socket:
				  listeners:
				    tcp:
				      address:
				      port: 0
				      quiet-period:
				      access: {allow: [], deny: []}
				      proxy-protocol: {mode: off, trusted: []}
				      ssl: {bundle: }
				      keep-alive: off
				""")) {
			SocketProperties properties = context.getBean(SocketProperties.class);
			assertThat(properties.listeners()).containsOnlyKeys("tcp")
				.allSatisfy((name, listener) -> assertThat(listener.address()).isNull())
				.allSatisfy((name, listener) -> assertThat(listener.keepAlive()).isFalse());
			assertThat(context.getEnvironment().getProperty("local.socket.tcp.port", Integer.class)).isPositive();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoFlows {

		@Bean
		IntegrationFlow first() {
			return IntegrationFlow.from("socketRequests").handle(byte[].class, (payload, headers) -> payload).get();
		}

		@Bean
		IntegrationFlow second() {
			return IntegrationFlow.from("socketRequests").handle(byte[].class, (payload, headers) -> payload).get();
		}

	}

}
