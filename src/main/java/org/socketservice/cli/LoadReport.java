package org.socketservice.cli;

import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Puts the result of a load into words: a table for people, JSON for programs.
 */
final class LoadReport {

	private final LoadResult result;

	/**
	 * Create a report.
	 * @param result what to report
	 */
	LoadReport(LoadResult result) {
		this.result = result;
	}

	/**
	 * For people.
	 * @return several lines
	 */
	String text() {
		Formatter text = new Formatter(Locale.ROOT);
		LoadPlan plan = this.result.plan();
		text.format("%s: %,d x %,d in flight, %,d bytes, %.1f s, ", plan.target(), plan.connections(), plan.pipeline(),
				plan.size(), this.result.seconds());
		if (plan.isPaced()) {
			text.format("%,d msg/s wanted%n%n", plan.rate());
		}
		else {
			text.format("closed loop%n%n");
		}
		text.format("%12s %10s %10s %10s %10s %10s %8s%n", "msg/s", "p50", "p90", "p99", "p99.9", "max", "errors");
		text.format("%,12.0f %10s %10s %10s %10s %10s %,8d%n", this.result.rate(), latency(50), latency(90),
				latency(99), latency(99.9), latency(100), this.result.faults().errors());
		ServerUsage server = this.result.server();
		if (server != null) {
			text.format("%nserver: %.3f us CPU per message, %.2f cores, %.1f MiB resident%n",
					this.result.cpuMicros(server), cores(server), server.residentBytes() / 1048576.0);
		}
		describe(this.result.faults(), text);
		return text.toString();
	}

	private static void describe(LoadFaults faults, Formatter text) {
		if (faults.errors() > 0) {
			text.format("%nwrong replies %,d, error replies %,d, connections closed %,d, unanswered %,d%n",
					faults.wrongReplies(), faults.errorReplies(), faults.closedConnections(), faults.unanswered());
		}
		if (faults.firstProblem() != null) {
			text.format("first: %s%n", faults.firstProblem());
		}
		if (faults.unsent() > 0) {
			text.format("%nThe rate was not reached: %,d messages could not be sent in time.%n", faults.unsent());
		}
	}

	/**
	 * For programs.
	 * @return one JSON object in one line; times in microseconds unless the name says
	 * otherwise
	 */
	String json() {
		LoadPlan plan = this.result.plan();
		LoadFaults faults = this.result.faults();
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("target", plan.target().toString());
		json.put("connections", plan.connections());
		json.put("pipeline", plan.pipeline());
		json.put("size", plan.size());
		json.put("threads", plan.threads());
		json.put("wantedRate", plan.isPaced() ? plan.rate() : null);
		json.put("seconds", rounded(this.result.seconds()));
		json.put("messages", this.result.messages());
		json.put("rate", rounded(this.result.rate()));
		json.put("latencyMicros", latencies());
		json.put("errors", faults.errors());
		json.put("wrongReplies", faults.wrongReplies());
		json.put("errorReplies", faults.errorReplies());
		json.put("closedConnections", faults.closedConnections());
		json.put("unanswered", faults.unanswered());
		json.put("unsent", faults.unsent());
		json.put("firstProblem", faults.firstProblem());
		json.put("server", server());
		return value(json);
	}

	private Map<String, Object> latencies() {
		Map<String, Object> latencies = new LinkedHashMap<>();
		latencies.put("mean", rounded(this.result.latency().getMean() / 1e3));
		latencies.put("p50", rounded(this.result.micros(50)));
		latencies.put("p90", rounded(this.result.micros(90)));
		latencies.put("p99", rounded(this.result.micros(99)));
		latencies.put("p99.9", rounded(this.result.micros(99.9)));
		latencies.put("max", rounded(this.result.micros(100)));
		return latencies;
	}

	private @Nullable Map<String, Object> server() {
		ServerUsage server = this.result.server();
		if (server == null) {
			return null;
		}
		Map<String, Object> usage = new LinkedHashMap<>();
		usage.put("cpuMicrosPerMessage", rounded(this.result.cpuMicros(server)));
		usage.put("cores", rounded(cores(server)));
		usage.put("residentBytes", server.residentBytes());
		return usage;
	}

	private double cores(ServerUsage server) {
		return (this.result.seconds() > 0) ? server.cpuSeconds() / this.result.seconds() : 0;
	}

	private String latency(double percentile) {
		return LatencyFormat.format(this.result.micros(percentile));
	}

	private static double rounded(double value) {
		return Math.round(value * 1e4) / 1e4;
	}

	// Numbers, texts and objects are all there is: a library would be more to load than
	// this is to read.
	private static String value(@Nullable Object value) {
		return switch (value) {
			case null -> "null";
			case String text -> string(text);
			case Map<?, ?> map -> map.entrySet()
				.stream()
				.map((entry) -> string(String.valueOf(entry.getKey())) + ":" + value(entry.getValue()))
				.collect(Collectors.joining(",", "{", "}"));
			default -> value.toString();
		};
	}

	private static String string(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		text.chars().forEach((c) -> {
			if (c < ' ' || c == '"' || c == '\\') {
				quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
			}
			else {
				quoted.append((char) c);
			}
		});
		return quoted.append('"').toString();
	}

}
