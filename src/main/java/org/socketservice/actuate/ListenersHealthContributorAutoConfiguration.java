package org.socketservice.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.socketservice.listener.Listener;
import org.socketservice.listener.ListenerAutoConfiguration;
import org.socketservice.listener.Listeners;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * The health component {@code listeners} with one entry per listener;
 * {@code management.health.listeners.enabled=false} takes it away.
 */
@AutoConfiguration(after = ListenerAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Listeners.class)
@ConditionalOnEnabledHealthIndicator("listeners")
public final class ListenersHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "listenersHealthContributor", "listenersHealthIndicator" })
	CompositeHealthContributor listenersHealthContributor(Listeners listeners) {
		Map<String, Listener> byName = new LinkedHashMap<>();
		listeners.forEach((listener) -> byName.put(listener.name(), listener));
		return CompositeHealthContributor.fromMap(byName, ListenerHealthIndicator::new);
	}

}
