package org.socketservice.gateway;

import org.socketservice.service.MessageService;
import org.socketservice.service.UppercaseService;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The channel {@code socketRequests} and who answers what comes through it.
 */
@AutoConfiguration(afterName = "org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration")
public final class GatewayAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MessageService messageService() {
		return new UppercaseService();
	}

	@Bean
	@ConditionalOnMissingBean
	ErrorReply errorReply() {
		return ErrorReply.DEFAULT;
	}

	@Bean(SocketRequestChannel.BEAN_NAME)
	SocketRequestChannel socketRequests() {
		return new SocketRequestChannel();
	}

	@Bean
	MessageServiceActivator socketRequestActivator(MessageService service) {
		return new MessageServiceActivator(service);
	}

	@Bean
	RequestSubscription socketRequestSubscription(SocketRequestChannel channel, MessageServiceActivator activator) {
		return new RequestSubscription(channel, activator);
	}

}
