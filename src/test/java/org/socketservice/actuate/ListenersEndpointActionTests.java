package org.socketservice.actuate;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.RunningService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link ListenersEndpoint} does when told to, over HTTP.
 */
@Timeout(60)
class ListenersEndpointActionTests {

	private static final String PATH = "/actuator/listeners/tcp";

	private static final String ACCESS = "management.endpoint.listeners.access=unrestricted";

	@Test
	void shouldDoNothingUnlessAccessIsGranted() throws Exception {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0")) {
			assertThat(service.post(PATH, action("pause")).statusCode()).isEqualTo(405);
			assertThat(service.get(PATH).statusCode()).isEqualTo(200);
			assertServed(service);
		}
	}

	@Test
	void shouldPauseResumeAndDrain() throws Exception {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0",
				"socket.listeners.admin.port=0", ACCESS); Socket client = service.connect("tcp")) {
			assertThat(exchange(client)).isEqualTo("A\n");
			assertThat(state(service.post(PATH, action("pause")), 200)).isEqualTo("PAUSED");
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> service.connect("tcp"))
				.withCauseInstanceOf(ConnectException.class);
			assertThat(exchange(client)).isEqualTo("A\n");
			assertThat(health(service, "/listeners/tcp")).isEqualTo("OUT_OF_SERVICE");
			assertThat(health(service, "/readiness")).isEqualTo("OUT_OF_SERVICE");
			assertThat(health(service, "/liveness")).isEqualTo("UP");
			assertThat(state(service.post(PATH, action("resume")), 200)).isEqualTo("LISTENING");
			assertThat(health(service, "/readiness")).isEqualTo("UP");
			assertServed(service);
			assertThat(state(service.post(PATH, action("drain")), 200)).isIn("DRAINING", "PAUSED");
			assertThat(client.getInputStream().readAllBytes()).isEmpty();
			client.shutdownOutput();
			Awaitility.await().until(() -> state(service.get(PATH), 200).equals("PAUSED"));
			assertThat(health(service, "/listeners/admin")).isEqualTo("UP");
			service.post(PATH, action("resume"));
			assertServed(service);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"action\":\"reboot\"}", "{}", "{\"action\":\"\"}", "{\"action\":\"PAUSE\"}" })
	void shouldSayWhichActionsThereAre(String body) throws Exception {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0", ACCESS)) {
			HttpResponse<String> response = service.post(PATH, body);
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).isEqualTo("{\"error\":\"action must be pause, resume or drain\"}");
			assertThat(service.post("/actuator/listeners/nobody", action("pause")).statusCode()).isEqualTo(404);
			assertServed(service);
		}
	}

	private static void assertServed(RunningService service) throws IOException {
		try (Socket client = service.connect("tcp")) {
			assertThat(exchange(client)).isEqualTo("A\n");
		}
	}

	private static String exchange(Socket client) throws IOException {
		client.getOutputStream().write("a\n".getBytes(StandardCharsets.US_ASCII));
		return new String(client.getInputStream().readNBytes(2), StandardCharsets.US_ASCII);
	}

	private static String action(String action) {
		return "{\"action\":\"" + action + "\"}";
	}

	private static String health(RunningService service, String group) {
		return JsonPath.read(service.get("/actuator/health" + group).body(), "$.status");
	}

	private static String state(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		return JsonPath.read(response.body(), "$.state");
	}

}
