package org.socketservice.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.RunningService;
import org.socketservice.testing.Certificates;
import org.socketservice.testing.Program;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dashboard and alert rules ask for nothing that the service does not expose, and
 * Prometheus understands them.
 */
class DashboardTests {

	private static final Path DIRECTORY = Path.of("deploy/prometheus");

	private static final Path ALERTS = DIRECTORY.resolve("alerts.yml");

	private static final Path DASHBOARD = Path.of("deploy/grafana/socket-service.json");

	private static final Pattern METRIC = Pattern
		.compile("(?<![\\w$])(?:socket|process|jvm|ssl|system|http|application)_[a-z0-9_]+");

	private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"");

	/** The labels of each metric. */
	private static final Map<String, Set<String>> EXPOSED = new TreeMap<>();

	@BeforeAll
	static void scrape(@TempDir Path directory) throws Exception {
		Certificates certificates = Certificates.createIn(directory);
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0",
				"socket.listeners.udp.transport=udp", "socket.listeners.udp.port=0", "socket.listeners.tls.port=0",
				"socket.listeners.tls.ssl.bundle=server",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + certificates.file("server.pem").toUri(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + certificates.file("server.key").toUri())) {
			service.get("/actuator/prometheus")
				.body()
				.lines()
				.filter((line) -> !line.startsWith("#"))
				.forEach((line) -> EXPOSED.computeIfAbsent(line.replaceFirst("[{ ].*", ""), (name) -> new TreeSet<>())
					.addAll(all(LABEL, line)));
		}
	}

	@Test
	void dashboardShouldShowOnlyWhatIsExposed() {
		assertThat(all(METRIC, dashboard("expr", "definition").toString())).hasSizeGreaterThan(20)
			.isSubsetOf(EXPOSED.keySet());
	}

	@Test
	void dashboardShouldAskForLabelsThatThereAre() {
		for (String expression : dashboard("expr")) {
			Set<String> labels = new TreeSet<>(Set.of("job", "instance")); // by
																			// Prometheus
			all(METRIC, expression).forEach((metric) -> labels.addAll(EXPOSED.getOrDefault(metric, Set.of())));
			Set<String> asked = all(LABEL, expression);
			all(Pattern.compile("by \\(([^)]+)\\)"), expression)
				.forEach((names) -> asked.addAll(Set.of(names.split(", *"))));
			assertThat(asked).as(expression).isNotEmpty().isSubsetOf(labels);
		}
	}

	@Test
	void prometheusShouldUnderstandTheDashboard(@TempDir Path directory) throws Exception {
		StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
		List<String> expressions = dashboard("expr");
		for (int i = 0; i < expressions.size(); i++) {
			String expression = expressions.get(i).replace("$__rate_interval", "5m").replaceAll("\\$\\w+", ".*");
			rules.append("  - record: panel_").append(i).append("\n    expr: '").append(expression).append("'\n");
		}
		Path file = Files.writeString(directory.resolve("dashboard.yml"), rules);
		assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS");
	}

	@Test
	void dashboardShouldShowEveryMeterOfTheListeners() throws IOException {
		String dashboard = Files.readString(DASHBOARD);
		Set<String> shown = new TreeSet<>();
		for (String name : EXPOSED.keySet()) {
			if (name.startsWith("socket_server_") && !name.matches(".*_(count|sum|max)")) {
				shown.add(name);
			}
		}
		assertThat(shown).hasSizeGreaterThan(5).allMatch(dashboard::contains);
	}

	@Test
	void alertsShouldWatchOnlyWhatIsExposed() throws IOException {
		assertThat(all(METRIC, Files.readString(ALERTS))).hasSizeGreaterThan(10).isSubsetOf(EXPOSED.keySet());
	}

	@ParameterizedTest
	@ValueSource(strings = { "check rules alerts.yml", "test rules alerts-test.yml" })
	void prometheusShouldUnderstandTheAlerts(String arguments) throws Exception {
		assertThat(promtool(arguments.split(" "))).contains("SUCCESS");
	}

	@Test
	void everyAlertShouldBeTested() throws IOException {
		String tests = Files.readString(DIRECTORY.resolve("alerts-test.yml"));
		Matcher alert = Pattern.compile("- alert: (\\w+)").matcher(Files.readString(ALERTS));
		int count = 0;
		for (; alert.find(); count++) {
			assertThat(tests).containsPattern("alertname: " + alert.group(1) + "}")
				.containsPattern("alertname: " + alert.group(1) + "\\s+exp_alerts:");
		}
		assertThat(count).isGreaterThan(5);
	}

	private static List<String> dashboard(String... keys) {
		JsonNode dashboard = JsonMapper.shared().readTree(DASHBOARD.toFile());
		return Stream.of(keys).flatMap((key) -> dashboard.findValues(key).stream()).map(JsonNode::asString).toList();
	}

	private static Set<String> all(Pattern pattern, String text) {
		return pattern.matcher(text)
			.results()
			.map((result) -> result.group(result.groupCount()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static String promtool(String... arguments) {
		return Program.run(DIRECTORY, "", Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList());
	}

}
