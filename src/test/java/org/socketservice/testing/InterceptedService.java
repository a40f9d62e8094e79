package org.socketservice.testing;

import java.util.function.Supplier;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactoryChain;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;

/**
 * The library with connection interceptors, set on the bean of the connection factory as
 * applications do.
 */
public final class InterceptedService {

	private InterceptedService() {
	}

	@SafeVarargs
	public static RunningService start(Supplier<TcpConnectionInterceptorSupport>... interceptors) {
		return with(interceptors).start();
	}

	/**
	 * Prepare a start with the listener {@code tcp}.
	 * @param interceptors called for each connection, the first one is next to the peer
	 * @return what else there is to say
	 */
	@SafeVarargs
	public static RunningService.Builder with(Supplier<TcpConnectionInterceptorSupport>... interceptors) {
		TcpConnectionInterceptorFactory[] factories = new TcpConnectionInterceptorFactory[interceptors.length];
		for (int i = 0; i < factories.length; i++) {
			Supplier<TcpConnectionInterceptorSupport> interceptor = interceptors[i];
			factories[i] = interceptor::get;
		}
		TcpConnectionInterceptorFactoryChain chain = new TcpConnectionInterceptorFactoryChain();
		chain.setInterceptors(factories);
		return RunningService.with().bean(BeanPostProcessor.class, new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String beanName) {
				if (beanName.equals("tcpSocketConnectionFactory")) {
					((AbstractServerConnectionFactory) bean).setInterceptorFactoryChain(chain);
				}
				return bean;
			}

		});
	}

}
