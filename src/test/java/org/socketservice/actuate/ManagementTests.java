package org.socketservice.actuate;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.socketservice.RunningService;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the web server lets in: the actuator's harmless part, read-only, and nothing else.
 */
@Timeout(60)
class ManagementTests {

	private static final List<String> NOT_EXPOSED = List.of("env", "heapdump", "shutdown", "threaddump", "configprops",
			"loggers", "beans", "mappings", "conditions", "scheduledtasks", "integrationgraph", "logfile", "startup",
			"caches", "sbom");

	@Test
	void shouldExposeTheHarmlessPartReadOnlyAndNothingElse() {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0")) {
			String links = service.get("/actuator").body();
			assertThat(JsonPath.<Map<String, Object>>read(links, "$._links").keySet()).containsExactlyInAnyOrder("self",
					"health", "health-path", "info", "metrics", "metrics-requiredMetricName", "prometheus", "listeners",
					"listeners-name", "connections", "connections-id");
			assertThat(NOT_EXPOSED).allSatisfy((endpoint) -> {
				assertThat(service.get("/actuator/" + endpoint).statusCode()).as(endpoint).isEqualTo(404);
				assertThat(service.post("/actuator/" + endpoint, "{}").statusCode()).as(endpoint).isEqualTo(404);
			});
			assertThat(List.of("", "/", "/index.html", "/error", "/actuator/../env", "/hello"))
				.allSatisfy((path) -> assertThat(service.get(path).statusCode()).as(path).isEqualTo(404));
			assertThat(service.post("/actuator/listeners/tcp", "{\"action\":\"pause\"}").statusCode()).isEqualTo(405);
			assertThat(service.delete("/actuator/connections/any").statusCode()).isEqualTo(405);
			assertThat(service.post("/actuator/health", "{}").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void shouldListenOnlyWhereItIsTold() throws Exception {
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0", "server.address=127.0.0.2")) {
			int port = service.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			try (Socket there = new Socket(InetAddress.ofLiteral("127.0.0.2"), port)) {
				assertThat(there.isConnected()).isTrue();
			}
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close());
		}
	}

	@Test
	void shouldEncryptWhenItIsTold(@TempDir Path directory) {
		Certificates certificates = Certificates.createIn(directory);
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0",
				"server.ssl.certificate=" + certificates.file("server.pem"),
				"server.ssl.certificate-private-key=" + certificates.file("server.key"))) {
			int port = service.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			String answer = Program.python("""
					import ssl, urllib.request
					context = ssl.create_default_context(cafile=sys.argv[1])
					url = 'https://localhost:' + sys.argv[2] + '/actuator/health/readiness'
					print(urllib.request.urlopen(url, context=context).read().decode())
					""", certificates.file("ca.pem"), port);
			assertThat(JsonPath.<String>read(answer, "$.status")).isEqualTo("UP");
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> service.get("/actuator/health"));
		}
	}

}
