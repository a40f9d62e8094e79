package example;

import java.nio.charset.StandardCharsets;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.IpHeaders;

@SpringBootApplication
public class FlowApplication {

	@Bean
	IntegrationFlow answers() {
		return IntegrationFlow.from("socketRequests")
			.transform(byte[].class, (bytes) -> new String(bytes, StandardCharsets.UTF_8))
			.filter(String.class, (text) -> !text.isEmpty())
			.<String>handle((text, headers) -> text + " from " + headers.get(IpHeaders.IP_ADDRESS))
			.get();
	}

	public static void main(String[] args) {
		SpringApplication.run(FlowApplication.class, args);
	}

}
