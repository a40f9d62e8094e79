package org.socketservice.actuate;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.listener.Listeners;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The meters {@code socket.server.*}, for every meter registry there is.
 */
@AutoConfiguration(after = ListenerAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(Listeners.class)
public final class ListenerMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ListenerMeters socketListenerMeters(Listeners listeners) {
		return new ListenerMeters(listeners);
	}

}
