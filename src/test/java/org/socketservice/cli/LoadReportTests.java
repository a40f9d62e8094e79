package org.socketservice.cli;

import java.time.Duration;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadReport}.
 */
class LoadReportTests {

	private final LoadPlan closed = new LoadPlan(Target.tcp("::1", 9999, null), 64, 2, 32, 0, Duration.ZERO,
			Duration.ofSeconds(10), 1, 0);

	private final LoadPlan paced = new LoadPlan(Target.tcp("host", 9999, null), 64, 2, 32, 5000, Duration.ZERO,
			Duration.ofSeconds(10), 1, 0);

	private final Histogram latency = new Histogram(3);

	@Test
	void shouldBeParseableJson() {
		for (int i = 1; i <= 1000; i++) {
			this.latency.recordValue(i * 1000L);
		}
		LoadFaults faults = new LoadFaults(1, 2, 3, 4, 5, "expected \"A\" \\ \t\u00E9");
		LoadResult result = new LoadResult(this.closed, 2, 1000, this.latency, faults,
				new ServerUsage(0.5, 3 * 1024 * 1024));
		JsonNode json = new JsonMapper().readTree(new LoadReport(result).json());
		assertThat(json.required("target").asString()).isEqualTo("[::1]:9999");
		assertThat(json.required("wantedRate").isNull()).isTrue();
		assertThat(json.required("rate").asDouble()).isEqualTo(500);
		assertThat(json.required("latencyMicros").required("p50").asDouble()).isBetween(499.0, 501.0);
		assertThat(json.required("latencyMicros").required("p99.9").asDouble()).isBetween(998.0, 1000.0);
		assertThat(json.required("errors").asInt()).isEqualTo(10);
		assertThat(json.required("unsent").asInt()).isEqualTo(5);
		assertThat(json.required("firstProblem").asString()).isEqualTo("expected \"A\" \\ \t\u00E9");
		assertThat(json.required("server").required("cpuMicrosPerMessage").asDouble()).isEqualTo(500);
		assertThat(json.required("server").required("cores").asDouble()).isEqualTo(0.25);
		assertThat(json.required("server").required("residentBytes").asInt()).isEqualTo(3145728);
	}

	@Test
	void shouldNotDivideByNothingWhenEndedAtOnce() {
		LoadResult result = new LoadResult(this.paced, 0, 0, this.latency, LoadFaults.NONE, new ServerUsage(0, 0));
		JsonNode json = new JsonMapper().readTree(new LoadReport(result).json());
		assertThat(json.required("rate").asDouble()).isZero();
		assertThat(json.required("wantedRate").asInt()).isEqualTo(5000);
		assertThat(json.required("server").required("cores").asDouble()).isZero();
	}

	@Test
	void shouldSayThatTheRateWasNotReached() {
		LoadResult result = new LoadResult(this.paced, 10, 49_000, this.latency, new LoadFaults(0, 0, 0, 0, 1000, null),
				null);
		assertThat(new LoadReport(result).text()).contains("host:9999: 64 x 2 in flight", "5,000 msg/s wanted")
			.endsWith("The rate was not reached: 1,000 messages could not be sent in time.%n".formatted());
	}

	@Test
	void shouldExplainErrors() {
		LoadResult result = new LoadResult(this.closed, 10, 1, this.latency, new LoadFaults(1, 2, 3, 4, 0, "why"),
				null);
		assertThat(new LoadReport(result).text())
			.contains("wrong replies 1, error replies 2, connections closed 3, unanswered 4", "first: why");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.00 us", "7.424, 7.42 us", "9.996, 10.0 us", "99.96, 100 us", "999.4, 999 us", "999.6, 1.00 ms",
			"1210, 1.21 ms", "999499, 999 ms", "999500, 1.00 s", "12000000, 12.0 s" })
	void shouldFormatDurationsWithThreeDigits(double micros, String text) {
		assertThat(LatencyFormat.format(micros)).isEqualTo(text);
	}

}
