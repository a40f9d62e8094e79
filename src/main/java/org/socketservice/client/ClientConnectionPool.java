package org.socketservice.client;

import java.time.Duration;

import org.springframework.integration.ip.tcp.connection.CachingClientConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;

/**
 * Connections of one client, kept open between requests. Who finds all of them in use
 * waits at most {@code connect-timeout} ({@code reply-timeout} if that is 0).
 */
final class ClientConnectionPool extends CachingClientConnectionFactory {

	private final ClientContext context;

	ClientConnectionPool(NettyClientConnectionFactory target, ClientContext context) {
		super(target, context.properties().poolSize());
		this.context = context;
		Duration wait = waitTimeout(context.properties());
		setConnectionWaitTimeout(wait.isZero() ? Integer.MAX_VALUE : ClientContext.millis(wait));
	}

	ClientContext context() {
		return this.context;
	}

	static Duration waitTimeout(ClientProperties properties) {
		return properties.connectTimeout().isZero() ? properties.replyTimeout() : properties.connectTimeout();
	}

	@Override
	public TcpConnectionSupport obtainConnection() {
		while (true) {
			TcpConnectionSupport connection = super.obtainConnection();
			if (NettyClientConnectionFactory.claim(connection)) {
				return connection;
			}
			// back to the pool, which drops it because it is closed
			connection.close();
		}
	}

}
