package org.socketservice.cli;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.socketservice.listener.ListenerProperties;
import org.socketservice.transport.Transport;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AllSockets}.
 */
class AllSocketsTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	@Test
	void shouldDeclareNothingWithoutTheProfile() {
		new AllSockets().initialize(this.context);
		assertThat(this.context.getEnvironment().containsProperty("socket.listeners.unix.path")).isFalse();
	}

	@Test
	void shouldLeaveTheLastWordToTheUser() {
		this.context.getEnvironment().setActiveProfiles("all-sockets");
		this.context.getEnvironment()
			.getPropertySources()
			.addLast(new MapPropertySource("user", Map.of("socket.listeners.unix.path", "/run/mine")));
		new AllSockets().initialize(this.context);
		assertThat(this.context.getEnvironment().getProperty("socket.listeners.unix.path")).isEqualTo("/run/mine");
		assertThat(this.context.getEnvironment().getProperty("socket.listeners.seqpacket.path"))
			.isEqualTo(System.getProperty("java.io.tmpdir") + "/socket-service-seqpacket.sock");
	}

	@Test
	void shouldDeclareEachKindThatNeedsNoPrivilege() {
		this.context.getEnvironment().setActiveProfiles("all-sockets");
		new AllSockets().initialize(this.context);
		Map<String, ListenerProperties> listeners = Binder.get(this.context.getEnvironment())
			.bind("socket.listeners", Bindable.mapOf(String.class, ListenerProperties.class))
			.get();
		assertThat(listeners.values()).extracting(ListenerProperties::transport)
			.containsExactlyInAnyOrder(Transport.TCP, Transport.UDP, Transport.UNIX, Transport.UNIX_DATAGRAM,
					Transport.UNIX_SEQPACKET);
	}

}
