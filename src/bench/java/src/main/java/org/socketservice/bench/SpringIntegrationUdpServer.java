package org.socketservice.bench;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;
import org.springframework.integration.ip.udp.outbound.UnicastSendingMessageHandler;

/**
 * Spring Integration's own pair of UDP adapters, as its reference shows it: {@code SpringIntegrationUdpServer PORT}.
 * Defaults are raised to what the others have: a receive buffer of 4 MB, datagrams of 64 KiB.
 */
@Configuration(proxyBeanMethods = false)
@EnableIntegration
public class SpringIntegrationUdpServer {

	public static void main(String[] args) throws InterruptedException {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("arguments", Map.of("port", args[0])));
		context.register(SpringIntegrationUdpServer.class);
		context.refresh();
		context.registerShutdownHook();
		new CountDownLatch(1).await(); // its threads are daemons
	}

	@Bean
	UnicastReceivingChannelAdapter receiver(Environment environment) {
		UnicastReceivingChannelAdapter receiver = new UnicastReceivingChannelAdapter(
				environment.getRequiredProperty("port", Integer.class));
		receiver.setReceiveBufferSize(64 * 1024);
		receiver.setSoReceiveBufferSize(4 * 1024 * 1024);
		receiver.setLookupHost(false);
		receiver.setOutputChannelName("requests");
		return receiver;
	}

	@Bean
	@ServiceActivator(inputChannel = "replies")
	UnicastSendingMessageHandler sender(UnicastReceivingChannelAdapter receiver) {
		UnicastSendingMessageHandler sender = new UnicastSendingMessageHandler("headers['ip_packetAddress']");
		sender.setSocketExpressionString("@receiver.socket");
		return sender;
	}

	@Bean
	UpperCase upperCase() {
		return new UpperCase();
	}

	/** The service, as an application would write it. */
	public static class UpperCase {

		@ServiceActivator(inputChannel = "requests", outputChannel = "replies")
		public byte[] reply(byte[] message) {
			byte[] reply = new byte[message.length];
			for (int i = 0; i < message.length; i++) {
				byte value = message[i];
				reply[i] = (byte) ((value >= 'a' && value <= 'z') ? value - 32 : value);
			}
			return reply;
		}

	}

}
