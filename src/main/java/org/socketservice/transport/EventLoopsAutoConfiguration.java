package org.socketservice.transport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;

/**
 * What listeners and clients share: the event loops, and the SSL bundles.
 */
@AutoConfiguration
@EnableConfigurationProperties(EventLoopsProperties.class)
public final class EventLoopsAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	EventLoops socketEventLoops(EventLoopsProperties properties) {
		return new EventLoops(properties);
	}

	/** Static, as registrars are made before other beans. */
	@Bean
	static TlsBundles socketTlsBundles(ObjectProvider<SslBundles> bundles) {
		return new TlsBundles(bundles::getIfAvailable);
	}

}
