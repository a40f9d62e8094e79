package org.socketservice.actuate;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.RunningService;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.ListenerCounts;

import org.springframework.test.json.JsonContent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionsEndpoint} and its web extension, over HTTP.
 */
@Timeout(60)
class ConnectionsEndpointTests {

	private static final String PATH = "/actuator/connections";

	private static RunningService service;

	private final List<Socket> clients = new ArrayList<>();

	@BeforeAll
	static void start() {
		service = RunningService.start("socket.listeners.tcp.port=0", "socket.listeners.admin.port=0",
				"socket.listeners.tcp.address=127.0.0.1", "management.endpoint.connections.access=unrestricted");
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@BeforeEach
	void connect() throws Exception {
		for (String listener : List.of("tcp", "admin", "tcp")) {
			Socket client = service.connect(listener);
			this.clients.add(client);
			client.getOutputStream().write("ab\ncd\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(client.getInputStream().readNBytes(6)).asString(StandardCharsets.US_ASCII).isEqualTo("AB\nCD\n");
		}
	}

	@AfterEach
	void disconnect() throws Exception {
		for (Socket client : this.clients) {
			client.close();
		}
		Awaitility.await().until(() -> total("") == 0);
	}

	@Test
	void shouldListAllOldestFirstWhenNothingIsAskedFor() {
		HttpResponse<String> response = service.get(PATH);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(numbers(response.body())).containsExactly(3, 0, 100);
		assertThat(remotePorts(response.body())).containsExactly(localPort(0), localPort(1), localPort(2));
	}

	@Test
	void shouldListOnlyThoseOfTheListenerWhenOneIsGiven() {
		String body = service.get(PATH + "?listener=tcp").body();
		assertThat(numbers(body)).containsExactly(2, 0, 100);
		assertThat(remotePorts(body)).containsExactly(localPort(0), localPort(2));
	}

	@Test
	void shouldListPagesWhenThereIsALimit() {
		String first = service.get(PATH + "?limit=2").body();
		assertThat(numbers(first)).containsExactly(3, 0, 2);
		assertThat(remotePorts(first)).containsExactly(localPort(0), localPort(1));
		String second = service.get(PATH + "?limit=2&offset=2").body();
		assertThat(numbers(second)).containsExactly(3, 2, 2);
		assertThat(remotePorts(second)).containsExactly(localPort(2));
		assertThat(remotePorts(service.get(PATH + "?offset=3").body())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "limit=0, limit must be a number from 1 to 1000", "limit=1001, limit must be a number from 1 to 1000",
			"limit=many, limit must be a number", "limit=99999999999, limit must be a number",
			"limit=1&limit=2, limit must be a number", "offset=-1, offset must be a number from 0 to 2147483647",
			"offset=x, offset must be a number", "listener=other, listener must be the name of an enabled listener",
			"listener=, listener must be the name of an enabled listener" })
	void shouldSayWhatIsWrongWhenAParameterIsInvalid(String query, String error) {
		HttpResponse<String> response = service.get(PATH + "?" + query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(new JsonContent(response.body())).isStrictlyEqualTo("{\"error\":\"" + error + "\"}");
	}

	@Test
	void shouldShowOneWithAllItsDetailsWhenItsIdIsGiven() {
		Instant now = Instant.now();
		String id = id(0);
		HttpResponse<String> response = service.get(PATH + "/" + id);
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> connection = JsonPath.read(response.body(), "$");
		assertThat(connection)
			.containsOnlyKeys("id", "listener", "transport", "local", "remote", "credentials", "tls", "opened",
					"lastActivity", "messages", "bytesReceived", "bytesSent")
			.containsEntry("id", id)
			.containsEntry("listener", "tcp")
			.containsEntry("transport", "tcp")
			.containsEntry("local", "127.0.0.1:" + this.clients.getFirst().getPort())
			.containsEntry("remote", "127.0.0.1:" + localPort(0))
			.containsEntry("credentials", null)
			.containsEntry("tls", null)
			.containsEntry("messages", 2)
			.containsEntry("bytesReceived", 6)
			.containsEntry("bytesSent", 6);
		Instant opened = Instant.parse((String) connection.get("opened"));
		assertThat(opened).isBetween(now.minusSeconds(60), now);
		assertThat(Instant.parse((String) connection.get("lastActivity"))).isBetween(opened.minusMillis(100),
				now.plusMillis(100));
	}

	@Test
	void shouldNotFindAnUnknownId() {
		assertThat(service.get(PATH + "/nobody").statusCode()).isEqualTo(404);
		assertThat(service.delete(PATH + "/nobody").statusCode()).isEqualTo(404);
	}

	@Test
	void shouldCloseOneInOrderWhenItIsDeleted() throws Exception {
		ListenerCounts counts = service.counts("tcp");
		long before = counts.snapshot().closed().getOrDefault(CloseReason.CLOSED_LOCALLY, -1L);
		String id = id(0);
		HttpResponse<String> response = service.delete(PATH + "/" + id);
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(response.body()).isEmpty();
		Socket client = this.clients.getFirst();
		assertThat(client.getInputStream().read()).isEqualTo(-1);
		client.close();
		Awaitility.await().until(() -> service.get(PATH + "/" + id).statusCode() == 404);
		assertThat(total("")).isEqualTo(2);
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(counts.snapshot().closed()).containsEntry(CloseReason.CLOSED_LOCALLY, before + 1));
	}

	@Test
	void shouldListOnlyAsManyAsTheDefaultLimitWhenThereAreMore() throws Exception {
		for (int i = 0; i < ConnectionsEndpoint.DEFAULT_LIMIT; i++) {
			this.clients.add(service.connect("admin"));
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> total("?limit=1000") == 103);
		assertThat(remotePorts(service.get(PATH).body())).hasSize(100);
		assertThat(remotePorts(service.get(PATH + "?limit=1000").body())).hasSize(103);
	}

	private int localPort(int client) {
		return this.clients.get(client).getLocalPort();
	}

	private String id(int client) {
		List<String> ids = JsonPath.read(service.get(PATH).body(), "$.connections[*].id");
		return ids.get(client);
	}

	private static int total(String query) {
		return numbers(service.get(PATH + query).body()).getFirst();
	}

	private static List<Integer> numbers(String body) {
		return List.of(JsonPath.read(body, "$.total"), JsonPath.read(body, "$.offset"), JsonPath.read(body, "$.limit"));
	}

	private static List<Integer> remotePorts(String body) {
		List<String> addresses = JsonPath.read(body, "$.connections[*].remote");
		return addresses.stream()
			.map((address) -> Integer.valueOf(address.substring(address.lastIndexOf(':') + 1)))
			.toList();
	}

}
