package org.socketservice.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.socketservice.transport.EventLoops;
import org.socketservice.transport.EventLoopsProperties;
import org.socketservice.transport.EventLoopsProperties.Io;
import org.socketservice.transport.TlsContext;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.integration.context.IntegrationObjectSupport;

/**
 * Does for a client without a Spring context what the context would do.
 */
final class StandaloneClient {

	private StandaloneClient() {
	}

	static SocketClient create(String name, ClientProperties properties, @Nullable TlsContext tls) {
		EventLoops loops = new EventLoops(new EventLoopsProperties(Io.AUTO, 1, Duration.ZERO), true);
		ClientContext context = new ClientContext(name, properties, loops, (tls != null) ? () -> tls : null);
		if (!properties.transport().isConnected()) {
			return new SocketClient(context, loops::close);
		}
		NettyClientConnectionFactory factory = initialize(new NettyClientConnectionFactory(context));
		ClientConnectionPool pool = initialize(new ClientConnectionPool(factory, context));
		pool.start();
		ClientGateway gateway = new ClientGateway(pool);
		gateway.setIntegrationEvaluationContext(new StandardEvaluationContext());
		return new SocketClient(initialize(gateway), loops::close);
	}

	private static <T extends IntegrationObjectSupport> T initialize(T part) {
		if (part instanceof ApplicationEventPublisherAware publisher) {
			publisher.setApplicationEventPublisher((event) -> {
			});
		}
		part.setBeanFactory(new StaticListableBeanFactory());
		part.afterPropertiesSet();
		return part;
	}

}
