package org.socketservice.cli;

import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * The profile {@code all-sockets} of the service: a listener of each kind that needs no
 * privilege. Everything the user sets goes before it.
 */
public final class AllSockets implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	static final String PROFILE = "all-sockets";

	private static final Map<String, Object> LISTENERS = Map.ofEntries(
			Map.entry("socket.listeners.tcp.transport", "tcp"), Map.entry("socket.listeners.udp.transport", "udp"),
			Map.entry("socket.listeners.udp.port", "9999"),
			Map.entry("socket.listeners.unixdatagram.transport", "unix-datagram"),
			Map.entry("socket.listeners.unixdatagram.path", "${java.io.tmpdir}/socket-service-datagram.sock"),
			Map.entry("socket.listeners.unix.transport", "unix"),
			Map.entry("socket.listeners.unix.path", "${java.io.tmpdir}/socket-service.sock"),
			Map.entry("socket.listeners.seqpacket.transport", "unix-seqpacket"),
			Map.entry("socket.listeners.seqpacket.path", "${java.io.tmpdir}/socket-service-seqpacket.sock"),
			Map.entry("socket.listeners.seqpacket.max-message-size", "256KB"));

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (environment.acceptsProfiles(Profiles.of(PROFILE))) {
			environment.getPropertySources().addLast(new MapPropertySource(PROFILE, LISTENERS));
		}
	}

}
