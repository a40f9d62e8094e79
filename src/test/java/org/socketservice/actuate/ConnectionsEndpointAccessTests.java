package org.socketservice.actuate;

import java.net.Socket;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.RunningService;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link ConnectionsEndpoint} closes nothing unless the operator says so.
 */
@Timeout(60)
class ConnectionsEndpointAccessTests {

	@Test
	void shouldRefuseToCloseWhenAccessIsNotGranted() throws Exception {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0");
				Socket client = service.connect("tcp")) {
			shouldAnswer(client);
			String body = service.get("/actuator/connections").body();
			String path = "/actuator/connections/" + JsonPath.read(body, "$.connections[0].id");
			assertThat(service.delete(path).statusCode()).isEqualTo(405);
			shouldAnswer(client);
			assertThat(service.get(path).statusCode()).isEqualTo(200);
		}
	}

	private static void shouldAnswer(Socket client) throws Exception {
		client.getOutputStream().write('\n');
		assertThat(client.getInputStream().read()).isEqualTo('\n');
	}

}
