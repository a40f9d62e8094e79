package org.socketservice.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.socketservice.RunningService;
import org.socketservice.actuate.PrometheusPage.Sample;
import org.socketservice.connection.CloseReason;
import org.socketservice.connection.PauseReason;
import org.socketservice.connection.RejectReason;
import org.socketservice.connection.RequestOutcome;
import org.socketservice.connection.TrafficCounters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code /actuator/listeners} and {@code /actuator/prometheus} count exactly,
 * and the same, after connections have ended in every way there is.
 */
@Timeout(60)
class CountsTests {

	private static RunningService service;

	private static PrometheusPage page = PrometheusPage.parse("");

	@BeforeAll
	static void endConnectionsInEveryWay() throws Exception {
		service = EndedConnections.start();
		page = PrometheusPage.parse(service.get("/actuator/prometheus").body());
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void shouldCountConnectionsByTheirEnds() {
		assertThat(some("tcp", "connections.closed")).containsOnly(Map.entry("peer", 5), Map.entry("reset", 2),
				Map.entry("too-long", 1));
		assertThat(some("tcp", "connections.rejected")).isEmpty();
		assertThat(some("small", "connections.closed")).containsOnly(Map.entry("peer", 2));
		assertThat(some("small", "connections.rejected")).containsOnly(Map.entry("max-connections", 3));
		assertThat(some("hasty", "connections.closed")).containsOnly(Map.entry("idle-timeout", 1));
		assertThat(EndedConnections.LISTENERS).extracting((listener) -> number(listener, "connections.accepted"))
			.containsExactly(8.0, 2.0, 1.0);
	}

	@Test
	void shouldCountEveryRequestOnce() {
		assertThat(some("tcp", "requests.outcomes")).containsOnly(Map.entry("replied", 3 * 3 + 2 * 2 + 1 + 1),
				Map.entry("failed", 3), Map.entry("abandoned", 2));
		assertThat(some("small", "requests.outcomes")).containsOnly(Map.entry("replied", 2));
		assertThat(some("hasty", "requests.outcomes")).containsOnly(Map.entry("timed-out", 1));
		for (String listener : EndedConnections.LISTENERS) {
			assertThat(number(listener, "requests.active")).isZero();
			assertThat(service.counts(listener).sum(TrafficCounters::requests))
				.isEqualTo(counts(listener, "requests.outcomes").values().stream().mapToLong(Integer::longValue).sum());
		}
	}

	@Test
	void shouldCountBytes() {
		assertThat(number("small", "bytes.received")).isEqualTo(4);
		assertThat(number("small", "bytes.sent")).isEqualTo(4);
	}

	@Test
	void shouldScrapeTheSameAsTheEndpointShows() {
		for (String listener : EndedConnections.LISTENERS) {
			for (String number : List.of("connections.active", "connections.max", "requests.active")) {
				assertThat(scraped(listener, number.replace('.', '_'))).isEqualTo(number(listener, number));
			}
			for (String number : List.of("connections.accepted", "bytes.received", "bytes.sent")) {
				assertThat(scraped(listener, number.replace('.', '_') + "_total")).isEqualTo(number(listener, number));
			}
			assertThat(scraped(listener, "listening")).isOne();
			compare(listener, "connections.closed", "connections_closed", "reason", CloseReason.values().length);
			compare(listener, "connections.rejected", "connections_rejected", "reason", RejectReason.values().length);
			compare(listener, "connections.paused", "connections_paused", "reason", PauseReason.values().length);
			compare(listener, "requests.outcomes", "requests", "outcome", RequestOutcome.values().length);
		}
	}

	@Test
	void shouldTimeConnectionsAndReplies() {
		assertThat(scraped("tcp", "connection_duration_seconds_count")).isEqualTo(8);
		assertThat(scraped("hasty", "connection_duration_seconds_sum")).isBetween(0.2, 30.0);
		assertThat(scraped("small", "reply_duration_seconds_count")).isEqualTo(2);
		assertThat(scraped("small", "reply_duration_seconds_sum")).isPositive();
		assertThat(scraped("tcp", "reply_duration_seconds_count")).isBetween(4.0, 15.0);
	}

	@Test
	void shouldHaveAllMetersAndNoOthers() {
		assertThat(page.samples()).extracting(Sample::name)
			.containsOnly("socket_server_listening", "socket_server_connections_active",
					"socket_server_connections_max", "socket_server_connections_accepted_total",
					"socket_server_connections_rejected_total", "socket_server_connections_closed_total",
					"socket_server_connections_paused_total", "socket_server_connection_duration_seconds_count",
					"socket_server_connection_duration_seconds_sum", "socket_server_connection_duration_seconds_max",
					"socket_server_requests_total", "socket_server_requests_active",
					"socket_server_reply_duration_seconds_count", "socket_server_reply_duration_seconds_sum",
					"socket_server_reply_duration_seconds_max", "socket_server_reply_duration_seconds_bucket",
					"socket_server_bytes_received_total", "socket_server_bytes_sent_total");
	}

	@Test
	void shouldNeverTagAPeer() {
		assertThat(page.text()).doesNotContain("127.0.0.1", "localhost", "0:0:0:0");
		assertThat(page.samples()).isNotEmpty()
			.allSatisfy((sample) -> assertThat(sample.tags().keySet()).isEqualTo(switch (sample.name()) {
				case "socket_server_connections_rejected_total", "socket_server_connections_closed_total",
						"socket_server_connections_paused_total" ->
					Set.of("listener", "transport", "reason");
				case "socket_server_requests_total" -> Set.of("listener", "transport", "outcome");
				case "socket_server_reply_duration_seconds_bucket" -> Set.of("listener", "transport", "le");
				default -> Set.of("listener", "transport");
			}));
	}

	@Test
	void shouldShowMetersOverTheMetricsEndpointWhenAsked() {
		String body = service.get("/actuator/metrics/socket.server.connections.closed?tag=listener:tcp").body();
		assertThat(JsonPath.<List<Double>>read(body, "$.measurements[*].value")).containsExactly(8.0);
		assertThat(JsonPath.<String>read(body, "$.description")).isEqualTo("Accepted connections closed");
	}

	@Test
	void shouldNotFindAnUnknownListener() {
		assertThat(service.get("/actuator/listeners/other").statusCode()).isEqualTo(404);
	}

	@Test
	void shouldShowEveryPartOfAListener() {
		Map<String, Object> listener = JsonPath.read(body("small"), "$");
		assertThat(listener)
			.containsOnlyKeys("state", "error", "transport", "tls", "address", "connections", "datagrams", "requests",
					"bytes")
			.containsEntry("state", "LISTENING")
			.containsEntry("transport", "tcp")
			.containsEntry("error", null)
			.containsEntry("tls", false)
			.containsEntry("datagrams", null);
		assertThat(listener.get("address")).asString().matches("\\[::]:[1-9][0-9]*");
		assertThat(JsonPath.<Map<String, Object>>read(service.get("/actuator/listeners").body(), "$.listeners.small"))
			.isEqualTo(listener);
	}

	private static void compare(String listener, String part, String meter, String tag, int values) {
		Map<String, Integer> expected = counts(listener, part);
		assertThat(expected).hasSize(values);
		expected
			.forEach((value,
					count) -> assertThat(page.value("socket_server_" + meter + "_total",
							Map.of("listener", listener, "transport", "tcp", tag, value)))
						.isEqualTo(count.doubleValue()));
	}

	private static double scraped(String listener, String meter) {
		return page.value("socket_server_" + meter, Map.of("listener", listener, "transport", "tcp"));
	}

	private static Map<String, Integer> some(String listener, String path) {
		Map<String, Integer> some = new HashMap<>(counts(listener, path));
		some.values().removeIf((count) -> count == 0);
		return some;
	}

	private static Map<String, Integer> counts(String listener, String path) {
		return JsonPath.read(body(listener), "$." + path);
	}

	private static double number(String listener, String path) {
		return JsonPath.<Number>read(body(listener), "$." + path).doubleValue();
	}

	private static String body(String listener) {
		return service.get("/actuator/listeners/" + listener).body();
	}

}
