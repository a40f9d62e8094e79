package org.socketservice.actuate;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.socketservice.client.ClientAutoConfiguration;
import org.socketservice.client.SocketClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The meters {@code socket.client.*}, for every meter registry there is. No condition on
 * clients: which there are is known only when the program runs.
 */
@AutoConfiguration(after = ClientAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
public final class ClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ClientMeters socketClientMeters(ObjectProvider<SocketClient> clients) {
		return new ClientMeters(clients);
	}

}
