package org.socketservice.testing;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;

/**
 * The library with a listener that takes PROXY headers from this machine, and no
 * connections without.
 */
public final class ProxiedService {

	private ProxiedService() {
	}

	/**
	 * Prepare a start with the listener {@code tcp}.
	 * @param properties of the listener
	 * @return what else there is to say
	 */
	public static RunningService.Builder with(String... properties) {
		return RunningService.with(properties)
			.listener("tcp", "proxy-protocol.mode=required", "proxy-protocol.trusted=127.0.0.1,::1");
	}

	/**
	 * Answers with what it knows of the client.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class HeadersFlow {

		@Bean
		IntegrationFlow client() {
			return IntegrationFlow.from("socketRequests")
				.handle(byte[].class,
						(payload, headers) -> headers.get("ip_address") + " " + headers.get("ip_tcp_remotePort") + " "
								+ headers.get("socket_proxyAddress") + " " + headers.get("socket_proxyAuthority") + " "
								+ headers.get("socket_proxyAlpn") + " " + headers.get("socket_proxyUniqueId") + " "
								+ headers.get("socket_proxyTlsProtocol") + " " + headers.get("socket_proxyTlsPeer"))
				.get();
		}

	}

}
