package org.socketservice.transport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * The event loops shared by listeners and clients.
 */
@AutoConfiguration
@EnableConfigurationProperties(EventLoopsProperties.class)
public final class EventLoopsAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	EventLoops socketEventLoops(EventLoopsProperties properties) {
		return new EventLoops(properties);
	}

}
