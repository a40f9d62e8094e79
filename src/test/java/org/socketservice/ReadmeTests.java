package org.socketservice;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler.CompilationTask;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socketservice.client.ClientsProperties;
import org.socketservice.listener.SocketProperties;
import org.socketservice.properties.Bound;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people copy from README.md works as it stands there.
 */
class ReadmeTests {

	/** What an IDE adds, and the one thing that is the reader's. */
	private static final String AROUND = """
			import org.socketservice.service.MessageService;
			import org.springframework.boot.SpringApplication;
			import org.springframework.boot.autoconfigure.SpringBootApplication;
			import org.springframework.context.annotation.Bean;

			interface QuoteRepository {

				Object find(String symbol);

			}

			""";

	@Test
	void shouldCompileTheServiceOfOnesOwn(@TempDir Path directory) throws IOException {
		String code = blocks("java").filter((block) -> block.contains("class QuoteServer")).findFirst().orElseThrow();
		Path source = Files.writeString(directory.resolve("QuoteServer.java"), AROUND + code);
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		StringWriter messages = new StringWriter();
		try (StandardJavaFileManager files = ToolProvider.getSystemJavaCompiler()
			.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
			CompilationTask task = ToolProvider.getSystemJavaCompiler()
				.getTask(messages, files, null, List.of("-proc:none", "-d", directory.toString(), "-cp", classPath),
						null, files.getJavaFileObjects(source));
			assertThat(task.call()).as(messages.toString()).isTrue();
		}
	}

	static Stream<String> settings() throws IOException {
		return blocks("yaml").filter((block) -> block.contains("socket"));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void shouldKnowTheSettings(String yaml) throws IOException {
		PropertySource<?> source = new YamlPropertySourceLoader()
			.load("README.md", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.getFirst();
		String[] properties = Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
			.map((name) -> name + "=" + source.getProperty(name))
			.toArray(String[]::new);
		assertThat(properties).isNotEmpty();
		assertThat(Bound.wrong(Application.class, properties)).isEmpty();
	}

	private static Stream<String> blocks(String language) throws IOException {
		return Pattern.compile("(?s)```" + language + "\n(.*?)```")
			.matcher(Files.readString(Path.of("README.md")))
			.results()
			.map((block) -> block.group(1));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ SocketProperties.class, ClientsProperties.class })
	static class Application {

	}

}
