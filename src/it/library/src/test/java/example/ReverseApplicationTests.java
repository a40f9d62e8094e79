package example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socketservice.listener.LocalSocketPort;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = "socket.listeners.tcp.port=0")
class ReverseApplicationTests {

	@Test
	void shouldAnswerWithTheServiceOfTheApplication(@LocalSocketPort int port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write("hello\ngrüße\n".getBytes(StandardCharsets.UTF_8));
			socket.shutdownOutput();
			assertThat(socket.getInputStream().readAllBytes()).asString(StandardCharsets.UTF_8)
				.isEqualTo("olleh\neßürg\n");
		}
	}

	@Test
	void shouldPublishThePort(@LocalSocketPort int port, @Autowired Environment environment) {
		assertThat(port).isPositive();
		assertThat(environment.getProperty("local.socket.tcp.port", int.class)).isEqualTo(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor.netty.http.server.HttpServer", "org.springframework.web.reactive.DispatcherHandler",
			"org.springframework.boot.web.server.WebServer", "jakarta.servlet.Servlet",
			"io.micrometer.prometheusmetrics.PrometheusMeterRegistry", "tools.jackson.databind.ObjectMapper",
			"picocli.CommandLine", "org.socketservice.SocketServiceApplication" })
	void shouldNotHaveOnItsClassPathWhatOnlyTheServiceNeeds(String type) {
		assertThat(ClassUtils.isPresent(type, getClass().getClassLoader())).isFalse();
	}

	@Test
	void shouldNotInheritBuildInfoOrBillOfMaterials() {
		assertThat(getClass().getResource("/META-INF/build-info.properties")).isNull();
		assertThat(getClass().getResource("/META-INF/sbom/application.cdx.json")).isNull();
		assertThat(getClass().getResource("/application.yml")).isNull();
	}

}
