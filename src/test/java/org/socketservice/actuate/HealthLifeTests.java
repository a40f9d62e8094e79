package org.socketservice.actuate;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.jayway.jsonpath.JsonPath;
import org.assertj.core.api.AssertProvider;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.RunningService;
import org.socketservice.listener.ListenerSockets;
import org.socketservice.service.MessageService;
import org.socketservice.testing.FreePorts;

import org.springframework.test.json.JsonContent;
import org.springframework.test.json.JsonContentAssert;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the health of the running service, over HTTP, through its whole life.
 */
@Timeout(60)
class HealthLifeTests {

	private static final String LISTENER = "/actuator/health/listeners/tcp";

	private static final String READINESS = "/actuator/health/readiness";

	private static final String LIVENESS = "/actuator/health/liveness";

	@Test
	void shouldBeUpAndCountConnectionsWhenListening() throws Exception {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0",
				"socket.listeners.tcp.address=127.0.0.1", "socket.listeners.tcp.limits.max-connections=7");
				Socket client = service.connect("tcp")) {
			assertThat(exchange(client, "hello")).isEqualTo("HELLO");
			HttpResponse<String> health = service.get("/actuator/health");
			assertThat(health.statusCode()).isEqualTo(200);
			assertThat(json(health)).extractingPath("$.components.listeners.components.tcp")
				.isEqualTo(Map.of("status", "UP", "details", Map.of("transport", "tcp", "address",
						"127.0.0.1:" + client.getPort(), "connections", Map.of("active", 1, "max", 7))));
			assertThat(json(service.get(READINESS))).extractingPath("$.components.listeners.status").isEqualTo("UP");
			assertThat(service.get(LIVENESS).body()).doesNotContain("listeners");
		}
	}

	@Test
	void shouldBeDownWhileTheSocketIsLostAndUpWhenItIsBoundAgain() throws Exception {
		int port = FreePorts.find(); // known before, for the test to take it away
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=" + port,
				"socket.listeners.admin.port=0", "socket.recovery.initial-delay=1s", "socket.recovery.max-delay=1s")) {
			assertThat(service.get(READINESS).statusCode()).isEqualTo(200);
			ListenerSockets.lose(service.context(), "tcp");
			await().until(() -> status(service.get(LISTENER)).equals("DOWN"));
			assertThat(json(service.get(LISTENER))).extractingPath("$.details.error")
				.isEqualTo("the listening socket was lost");
			try (ServerSocket other = new ServerSocket(port)) {
				await().untilAsserted(() -> assertThat(json(service.get(LISTENER))).extractingPath("$.details.error")
					.asString()
					.contains("Address already in use")
					.doesNotContain("Exception", "netty"));
				HttpResponse<String> readiness = service.get(READINESS);
				assertThat(readiness.statusCode()).isEqualTo(503);
				assertThat(json(readiness)).extractingPath("$.components.listeners.components.admin.status")
					.isEqualTo("UP");
				assertThat(json(readiness)).doesNotHavePath("$.components.listeners.components.tcp.details.address");
				assertThat(service.get(LIVENESS).statusCode()).isEqualTo(200);
				assertThat(json(service.get("/actuator/listeners/tcp"))).extractingPath("$.state").isEqualTo("DOWN");
				assertThat(other.isBound()).isTrue();
			}
			await().until(() -> status(service.get(LISTENER)).equals("UP"));
			assertThat(service.get(READINESS).statusCode()).isEqualTo(200);
			try (Socket client = service.connect("tcp")) {
				assertThat(client.getPort()).isEqualTo(port);
				assertThat(exchange(client, "again")).isEqualTo("AGAIN");
			}
		}
	}

	@Test
	void shouldBeOutOfServiceWhileRequestsInFlightAreAnswered() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		MessageService slow = (request) -> {
			entered.countDown();
			release.await();
			return request;
		};
		RunningService service = RunningService.start(slow, "socket.listeners.tcp.port=0");
		Thread closing = Thread.ofPlatform().unstarted(service.context()::close);
		try (Socket client = service.connect("tcp")) {
			client.getOutputStream().write("in flight\n".getBytes(StandardCharsets.US_ASCII));
			entered.await();
			closing.start();
			await().until(() -> status(service.get(LISTENER)).equals("OUT_OF_SERVICE"));
			HttpResponse<String> readiness = service.get(READINESS);
			assertThat(readiness.statusCode()).isEqualTo(503);
			assertThat(status(readiness)).isEqualTo("OUT_OF_SERVICE");
			assertThat(json(readiness))
				.extractingPath("$.components.listeners.components.tcp.details.connections.active")
				.isEqualTo(1);
			assertThat(json(service.get("/actuator/listeners/tcp"))).extractingPath("$.requests.active").isEqualTo(1);
			assertThat(service.get(LIVENESS).statusCode()).isEqualTo(200);
			release.countDown();
			assertThat(client.getInputStream().readAllBytes()).asString(StandardCharsets.US_ASCII)
				.isEqualTo("in flight\n");
		}
		finally {
			release.countDown();
			closing.join();
			service.close();
		}
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20));
	}

	private static String exchange(Socket client, String line) throws IOException {
		client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
		byte[] reply = client.getInputStream().readNBytes(line.length() + 1);
		return new String(reply, StandardCharsets.US_ASCII).stripTrailing();
	}

	private static String status(HttpResponse<String> response) {
		return JsonPath.read(response.body(), "$.status");
	}

	private static AssertProvider<JsonContentAssert> json(HttpResponse<String> response) {
		return new JsonContent(response.body());
	}

}
