package example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests as files, and as the objects of Kubernetes.
 */
final class Manifests {

	static final Path DIRECTORY = Path.of(System.getProperty("manifests"));

	private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private Manifests() {
	}

	static Stream<Path> manifests() throws IOException {
		return yaml().filter((path) -> !path.endsWith("kustomization.yaml") && !path.endsWith("application.yml")
				&& !isJsonPatch(path));
	}

	static Stream<Path> kustomizations() throws IOException {
		return yaml().filter((path) -> path.endsWith("kustomization.yaml"));
	}

	private static Stream<Path> yaml() throws IOException {
		try (Stream<Path> files = Files.walk(DIRECTORY)) {
			List<Path> found = files.filter((path) -> path.toString().matches(".*\\.ya?ml")).sorted().toList();
			assertThat(found).isNotEmpty();
			return found.stream();
		}
	}

	/** RFC 6902: a list of operations. */
	private static boolean isJsonPatch(Path path) {
		try {
			return Files.readString(path).startsWith("- op:");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<HasMetadata> read(Path file) throws IOException {
		return parse(Files.readString(file));
	}

	static List<HasMetadata> parse(String yaml) throws IOException {
		List<HasMetadata> manifests = new ArrayList<>();
		for (Object document : new Yaml().loadAll(yaml)) {
			Map<?, ?> map = (Map<?, ?>) document;
			String json = MAPPER.writeValueAsString(map);
			HasMetadata manifest = map.get("kind").equals("ServiceMonitor")
					? SERIALIZATION.unmarshal(json, ServiceMonitor.class) : SERIALIZATION.unmarshal(json);
			assertThat(manifest.getClass()).as("class of " + map.get("kind"))
				.isNotEqualTo(GenericKubernetesResource.class);
			manifests.add(manifest);
		}
		return manifests;
	}

}
