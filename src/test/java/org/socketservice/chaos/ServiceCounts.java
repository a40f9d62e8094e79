package org.socketservice.chaos;

import java.util.Map;

import com.jayway.jsonpath.JsonPath;

/**
 * What a service has counted, as its endpoint {@code listeners} shows it.
 *
 * @param json as it was
 */
record ServiceCounts(Map<String, Object> json) {

	boolean hasConnections() {
		return this.json.get("connections") != null;
	}

	long refused() {
		return sum("$.datagrams.refused");
	}

	long refused(String reason) {
		return number("$.datagrams.refused." + reason);
	}

	long active() {
		return number("$.connections.active");
	}

	long accepted() {
		return number("$.connections.accepted");
	}

	long closed() {
		return sum("$.connections.closed");
	}

	long closed(String reason) {
		return number("$.connections.closed." + reason);
	}

	long rejected() {
		return sum("$.connections.rejected");
	}

	long rejected(String reason) {
		return number("$.connections.rejected." + reason);
	}

	long requests(String outcome) {
		return number("$.requests.outcomes." + outcome);
	}

	long requestsActive() {
		return number("$.requests.active");
	}

	private long number(String path) {
		return ((Number) JsonPath.read(this.json, path)).longValue();
	}

	private long sum(String path) {
		Map<String, Number> numbers = JsonPath.read(this.json, path);
		return numbers.values().stream().mapToLong(Number::longValue).sum();
	}

}
