package org.socketservice.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.RunningService;
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

	private static Set<String> exposed;

	@BeforeAll
	static void scrape(@TempDir Path directory) throws Exception {
		Path key = directory.resolve("key.pem");
		Path certificate = directory.resolve("certificate.pem");
		run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
				"/CN=localhost", "-days", "1", "-keyout", key.toString(), "-out", certificate.toString());
		try (RunningService service = RunningService.start("socket.listeners.tcp.port=0",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + certificate.toUri(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + key.toUri())) {
			exposed = service.get("/actuator/prometheus")
				.body()
				.lines()
				.filter((line) -> !line.startsWith("#"))
				.map((line) -> line.replaceFirst("[{ ].*", ""))
				.collect(Collectors.toCollection(TreeSet::new));
		}
		// with the first listener that can have a certificate
		exposed.add("socket_server_tls_handshake_seconds_count");
		exposed.add("socket_server_tls_handshake_seconds_sum");
	}

	@Test
	void dashboardShouldShowOnlyWhatIsExposed() {
		JsonNode dashboard = JsonMapper.shared().readTree(DASHBOARD.toFile());
		StringBuilder expressions = new StringBuilder();
		for (JsonNode expression : dashboard.findValues("expr")) {
			expressions.append(expression.asString()).append('\n');
		}
		for (JsonNode definition : dashboard.findValues("definition")) {
			expressions.append(definition.asString()).append('\n');
		}
		assertThat(metrics(expressions)).hasSizeGreaterThan(20).isSubsetOf(exposed);
	}

	@Test
	void dashboardShouldShowEveryMeterOfTheListeners() throws IOException {
		String dashboard = Files.readString(DASHBOARD);
		Set<String> shown = new TreeSet<>();
		for (String name : exposed) {
			if (name.startsWith("socket_server_") && !name.matches(".*_(count|sum|max)")) {
				shown.add(name);
			}
		}
		assertThat(shown).hasSizeGreaterThan(5).allMatch(dashboard::contains);
	}

	@Test
	void alertsShouldWatchOnlyWhatIsExposed() throws IOException {
		assertThat(metrics(Files.readString(ALERTS))).hasSizeGreaterThan(10).isSubsetOf(exposed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "check rules alerts.yml", "test rules alerts-test.yml" })
	void prometheusShouldUnderstandTheAlerts(String arguments) throws Exception {
		assertThat(run(("promtool " + arguments).split(" "))).contains("SUCCESS");
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

	private static Set<String> metrics(CharSequence expressions) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = METRIC.matcher(expressions);
		while (matcher.find()) {
			names.add(matcher.group());
		}
		return names;
	}

	private static String run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(DIRECTORY.toFile()).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
