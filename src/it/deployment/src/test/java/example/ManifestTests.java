package example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * No manifest has a field that Kubernetes does not know, everything a kustomization names exists, and what belongs
 * together fits.
 */
class ManifestTests {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	@ParameterizedTest
	@MethodSource("example.Manifests#manifests")
	void shouldHaveNoUnknownFields(Path file) throws IOException {
		for (HasMetadata manifest : Manifests.read(file)) {
			assertThat(manifest.getMetadata().getName()).startsWith("socket-service");
			assertThat(UnknownFields.of(manifest)).isEmpty();
		}
	}

	@Test
	void shouldSeeAMisspeltField() throws IOException {
		String yaml = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - {port: 1, tragetPort: a}\n";
		assertThat(UnknownFields.of(Manifests.parse(yaml).getFirst())).isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("example.Manifests#kustomizations")
	void shouldNameOnlyFilesThereAre(Path file) throws IOException {
		Map<String, Object> kustomization = new Yaml().load(Files.readString(file));
		List<String> named = new ArrayList<>();
		named.addAll(strings(kustomization.get("resources")));
		named.addAll(strings(kustomization.get("components")));
		for (Map<String, Object> patch : maps(kustomization.get("patches"))) {
			named.add((String) patch.get("path"));
		}
		for (Map<String, Object> generator : maps(kustomization.get("configMapGenerator"))) {
			named.addAll(strings(generator.get("files")));
		}
		assertThat(named).isNotEmpty();
		for (String name : named) {
			Path path = file.resolveSibling(name);
			assertThat(Files.isDirectory(path) ? path.resolve("kustomization.yaml") : path).isRegularFile();
		}
		// nothing lies about that no kustomization takes up
		try (Stream<Path> files = Files.list(file.getParent())) {
			assertThat(files.map((path) -> path.getFileName().toString())
				.filter((name) -> !name.equals("kustomization.yaml"))).isSubsetOf(named);
		}
	}

	@Test
	void shouldGiveTheDrainItsTime() throws IOException {
		PodSpec pod = deployment().getSpec().getTemplate().getSpec();
		Map<String, Object> settings = load("base/application.yml");
		long grace = seconds(value(settings, "socket", "shutdown", "grace-period"));
		long phase = seconds(value(settings, "spring", "lifecycle", "timeout-per-shutdown-phase"));
		long sleep = container(pod).getLifecycle().getPreStop().getSleep().getSeconds();
		assertThat(phase).isGreaterThan(grace);
		assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(sleep + grace + 5);
	}

	@Test
	void shouldFitTheSettings() throws IOException {
		PodSpec pod = deployment().getSpec().getTemplate().getSpec();
		Map<String, Object> settings = load("base/application.yml");
		assertThat(container(pod).getPorts()).extracting(ContainerPort::getName, ContainerPort::getContainerPort)
			.containsExactly(tuple("socket",
					value(settings, "socket", "listeners", "tcp", "port")),
					tuple("actuator", value(settings, "server", "port")));
		Set<String> targets = new TreeSet<>();
		for (HasMetadata manifest : Manifests.read(Manifests.DIRECTORY.resolve("base/service.yaml"))) {
			for (ServicePort port : ((Service) manifest).getSpec().getPorts()) {
				targets.add(port.getTargetPort().getStrVal());
			}
		}
		assertThat(targets).containsExactly("actuator", "socket");
	}

	@Test
	void shouldBeScrapedAsTheJobThatTheAlertsWatch() throws IOException {
		ServiceMonitor monitor = (ServiceMonitor) Manifests
			.read(Manifests.DIRECTORY.resolve("components/service-monitor/service-monitor.yaml"))
			.getFirst();
		// the one label that every kustomization gives to all objects
		Map<String, Object> base = load("base/kustomization.yaml");
		Object job = value(maps(base.get("labels")).getFirst(), "pairs", monitor.getSpec().getJobLabel());
		assertThat(Files.readString(Manifests.DIRECTORY.resolve("../prometheus/alerts.yml")))
			.contains("job=\"" + job + "\"");
	}

	/** Replicas are added before one is full, also while a new one starts. */
	@ParameterizedTest
	@CsvSource({ "base, 10000", "overlays/production, 50000" })
	void shouldScaleBelowTheLimitOfAReplica(String name, int limit) throws IOException {
		Path directory = Manifests.DIRECTORY.resolve(name);
		assertThat(Files.readString(directory.resolve("application.yml").toFile().exists()
				? directory.resolve("application.yml") : directory.resolve("deployment.yaml")))
			.containsPattern("(max-connections: |MAXCONNECTIONS\\s+value: \")" + limit);
		HorizontalPodAutoscaler autoscaler = (HorizontalPodAutoscaler) Manifests
			.read(directory.resolve("autoscaler.yaml"))
			.getFirst();
		assertThat(autoscaler.getSpec().getMetrics()).extracting(MetricSpec::getType)
			.containsExactlyInAnyOrder("Resource", "Pods");
		String average = autoscaler.getSpec()
			.getMetrics()
			.stream()
			.filter((metric) -> metric.getPods() != null)
			.map((metric) -> metric.getPods().getTarget().getAverageValue().getAmount())
			.findFirst()
			.orElseThrow();
		assertThat(Integer.parseInt(average)).isEqualTo(limit * 6 / 10);
	}

	@Test
	void shouldRunWithoutPrivileges() throws IOException {
		PodSpec pod = deployment().getSpec().getTemplate().getSpec();
		assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
		assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
		assertThat(pod.getAutomountServiceAccountToken()).isFalse();
		Container container = container(pod);
		assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
		assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
		assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
		assertThat(container.getResources().getLimits()).containsKey("memory");
		assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/readiness");
		assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/actuator/health/liveness");
	}

	@ParameterizedTest
	@ValueSource(strings = { "base", "overlays/production" })
	void shouldRenderWithKubectl(String name) throws Exception {
		Process process;
		try {
			process = new ProcessBuilder("kubectl", "kustomize", Manifests.DIRECTORY.resolve(name).toString())
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
		}
		catch (IOException ex) {
			System.out.println("not rendered, the files alone were checked: " + ex.getMessage());
			return;
		}
		String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		List<HasMetadata> manifests = Manifests.parse(rendered);
		assertThat(manifests).extracting(HasMetadata::getKind)
			.contains("Deployment", "Service", "ConfigMap", "HorizontalPodAutoscaler", "PodDisruptionBudget",
					"NetworkPolicy");
		assertThat(manifests).allSatisfy((manifest) -> assertThat(UnknownFields.of(manifest)).isEmpty());
		// a selector without labels selects all pods of the namespace
		assertThat(rendered).doesNotContain("elector: {}");
	}

	private static Map<String, Object> load(String name) throws IOException {
		return new Yaml().load(Files.readString(Manifests.DIRECTORY.resolve(name)));
	}

	private static Deployment deployment() throws IOException {
		return (Deployment) Manifests.read(Manifests.DIRECTORY.resolve("base/deployment.yaml")).getFirst();
	}

	private static Container container(PodSpec pod) {
		assertThat(pod.getContainers()).hasSize(1);
		return pod.getContainers().getFirst();
	}

	private static long seconds(Object duration) {
		return Duration.parse("PT" + duration).toSeconds();
	}

	private static Object value(Object settings, String... names) {
		JsonNode node = MAPPER.valueToTree(settings);
		for (String name : names) {
			node = node.path(name);
		}
		assertThat(node.isMissingNode()).isFalse();
		return node.isNumber() ? (Object) node.intValue() : node.asText();
	}

	@SuppressWarnings("unchecked")
	private static List<String> strings(Object list) {
		return (list != null) ? (List<String>) list : List.of();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Object list) {
		return (list != null) ? (List<Map<String, Object>>) list : List.of();
	}

}
