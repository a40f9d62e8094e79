package org.socketservice.bench;

import java.util.Map;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpNioServerConnectionFactory;
import org.springframework.integration.ip.tcp.inbound.TcpInboundGateway;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;

/**
 * Spring Integration as its reference shows it: {@code SpringIntegrationServer PORT net|nio}. Two defaults are raised,
 * because it could not take part with them: lines of 2,048 bytes and a backlog of 5.
 */
@Configuration(proxyBeanMethods = false)
@EnableIntegration
public class SpringIntegrationServer {

	public static void main(String[] args) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("arguments", Map.of("port", args[0], "kind", args[1])));
		context.register(SpringIntegrationServer.class);
		context.refresh();
		context.registerShutdownHook();
	}

	@Bean
	AbstractServerConnectionFactory connectionFactory(Environment environment) {
		int port = environment.getRequiredProperty("port", Integer.class);
		AbstractServerConnectionFactory factory = environment.getRequiredProperty("kind").equals("nio")
				? new TcpNioServerConnectionFactory(port) : new TcpNetServerConnectionFactory(port);
		ByteArrayLfSerializer lines = new ByteArrayLfSerializer();
		lines.setMaxMessageSize(64 * 1024);
		factory.setDeserializer(lines);
		factory.setSerializer(lines);
		factory.setBacklog(4096);
		return factory;
	}

	@Bean
	TcpInboundGateway gateway(AbstractServerConnectionFactory connectionFactory) {
		TcpInboundGateway gateway = new TcpInboundGateway();
		gateway.setConnectionFactory(connectionFactory);
		gateway.setRequestChannelName("requests");
		return gateway;
	}

	@Bean
	UpperCase upperCase() {
		return new UpperCase();
	}

	/** The service, as an application would write it. */
	public static class UpperCase {

		@ServiceActivator(inputChannel = "requests")
		public byte[] reply(byte[] line) {
			byte[] reply = new byte[line.length];
			for (int i = 0; i < line.length; i++) {
				byte value = line[i];
				reply[i] = (byte) ((value >= 'a' && value <= 'z') ? value - 32 : value);
			}
			return reply;
		}

	}

}
