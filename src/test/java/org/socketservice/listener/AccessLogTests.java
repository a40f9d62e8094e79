package org.socketservice.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ConnectionInfo;
import org.socketservice.connection.LiveConnection;
import org.socketservice.testing.RawClient;
import org.socketservice.testing.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One line for each connection that ends or is refused, and none for messages.
 */
class AccessLogTests {

	private static final String ON = "socket.access-log.enabled=true";

	private final Logger logger = (Logger) LoggerFactory.getLogger(ConnectionLog.ACCESS_LOGGER);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	/** A context that starts sets logging up anew. */
	@BeforeEach
	void capture() {
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void release() {
		this.logger.detachAppender(this.log);
	}

	@Test
	void shouldLogNothingByDefault() {
		try (RunningService service = RunningService.start()) {
			capture();
			serve(service);
		}
		assertThat(this.log.list).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "epoll", "nio" })
	void shouldLogOneLineWhenAConnectionIsClosed(String io) {
		int port;
		try (RunningService service = RunningService.with()
			.property(ON)
			.property("socket.event-loops.io=" + io)
			.start()) {
			capture();
			port = serve(service);
			RunningService.await().until(() -> !this.log.list.isEmpty());
			ILoggingEvent event = this.log.list.getFirst();
			assertThat(event.getLoggerName()).isEqualTo("socket.access.tcp");
			assertThat(event.getFormattedMessage()).matches("connection=closed listener=tcp transport=tcp "
					+ "remote=127\\.0\\.0\\.1:" + port + " local=127\\.0\\.0\\.1:" + service.port()
					+ " id=\\S+ reason=peer durationMillis=\\d+ messages=3 messagesSent=3 bytesReceived=17 bytesSent=17");
			assertThat(fields(event)).containsEntry("reason", "peer")
				.containsEntry("listener", "tcp")
				.containsEntry("messages", 3L)
				.containsEntry("bytesSent", 17L)
				.hasEntrySatisfying("durationMillis", (millis) -> assertThat(millis).isInstanceOf(Long.class));
		}
		assertThat(this.log.list).hasSize(1);
	}

	@Test
	void shouldLogWhoIsRefused() {
		try (RunningService service = RunningService.with("access.deny=127.0.0.1").property(ON).start();
				RawClient client = capturing(service).connect()) {
			assertThat(client.readTextToEnd()).startsWith("ERROR access denied");
			assertThat(this.log.list.getFirst().getFormattedMessage())
				.isEqualTo("connection=rejected listener=tcp transport=tcp remote=127.0.0.1:" + client.localPort()
						+ " local=127.0.0.1:" + service.port() + " reason=access");
		}
	}

	@Test
	void shouldKeepToOneLineWhateverAPeerCallsItself() {
		ConnectionInfo info = new ConnectionInfo("evil\r\nINFO forged", "tcp", "tcp", "\u001b[2J", "a=b \"c\"", null,
				new ConnectionInfo.Tls("TLSv1.3", "CN=x\nconnection=closed"), java.time.Instant.now(),
				java.time.Instant.now(), 1, 2, 3);
		new ConnectionLog("tcp", "tcp", true).closed(new Closed(info), 1, CloseReason.PEER);
		ILoggingEvent event = this.log.list.getFirst();
		assertThat(event.getFormattedMessage()).contains("remote=\"a=b \\\"c\\\"\" local=\\u001b[2J")
			.contains("id=\"evil\\\\u000d\\\\u000aINFO forged\"")
			.endsWith("tls=TLSv1.3 peer=\"CN=x\\\\u000aconnection=closed\"")
			.doesNotContain("\n", "\r", "\u001b");
		assertThat(fields(event)).containsEntry("peer", "CN=x\\u000aconnection=closed");
	}

	private RunningService capturing(RunningService service) {
		capture();
		return service;
	}

	private static int serve(RunningService service) {
		try (RawClient client = service.connect()) {
			byte[] request = "one\ntwo\r\nthree 3\n".getBytes(StandardCharsets.UTF_8);
			client.send(request).finish();
			assertThat(client.readToEnd()).hasSize(request.length);
			return client.localPort();
		}
	}

	private static Map<String, Object> fields(ILoggingEvent event) {
		List<KeyValuePair> pairs = event.getKeyValuePairs();
		return pairs.stream().collect(Collectors.toMap((pair) -> pair.key, (pair) -> pair.value));
	}

	private record Closed(ConnectionInfo info) implements LiveConnection {

		@Override
		public String id() {
			return this.info.id();
		}

		@Override
		public String listener() {
			return this.info.listener();
		}

		@Override
		public void close(CloseReason reason) {
		}

	}

}
