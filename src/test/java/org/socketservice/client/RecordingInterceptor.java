package org.socketservice.client;

import java.util.List;

import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorFactoryChain;
import org.springframework.integration.ip.tcp.connection.TcpConnectionInterceptorSupport;
import org.springframework.messaging.Message;

/**
 * Notes what passes a connection.
 */
final class RecordingInterceptor extends TcpConnectionInterceptorSupport {

	private final List<String> seen;

	private RecordingInterceptor(List<String> seen) {
		this.seen = seen;
	}

	static TcpConnectionInterceptorFactoryChain chain(List<String> seen) {
		TcpConnectionInterceptorFactoryChain chain = new TcpConnectionInterceptorFactoryChain();
		chain.setInterceptor((TcpConnectionInterceptorFactory) () -> new RecordingInterceptor(seen));
		return chain;
	}

	@Override
	public void send(Message<?> message) {
		this.seen.add("sent");
		super.send(message);
	}

	@Override
	public void onMessage(Message<?> message) {
		this.seen.add("received");
		super.onMessage(message);
	}

}
