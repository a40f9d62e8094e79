package org.socketservice.transport;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socketservice.properties.Bound;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.transport.EventLoopsProperties.Io;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventLoopsProperties}.
 */
class EventLoopsPropertiesTests {

	private static final Duration BLOCKED_AFTER = Duration.ofSeconds(2);

	@Test
	void shouldHaveDefaultsWhenNotSet() {
		assertThat(bind()).isEqualTo(new EventLoopsProperties(Io.AUTO, 0, BLOCKED_AFTER));
	}

	@ParameterizedTest
	@CsvSource({ "auto, AUTO", "epoll, EPOLL", "io_uring, IO_URING", "io-uring, IO_URING", "nio, NIO" })
	void shouldMapIoWhenSet(String written, Io io) {
		assertThat(bind("socket.event-loops.io=" + written)).isEqualTo(new EventLoopsProperties(io, 0, BLOCKED_AFTER));
	}

	@Test
	void shouldMapThreadsWhenSet() {
		assertThat(bind("socket.event-loops.threads=3")).isEqualTo(new EventLoopsProperties(Io.AUTO, 3, BLOCKED_AFTER));
	}

	@Test
	void shouldMapBlockedAfterWhenSet() {
		assertThat(bind("socket.event-loops.blocked-after=500ms").blockedAfter()).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void shouldRefuseWhenThreadsAreNegative() {
		assertThat(Bound.wrong(Config.class, "socket.event-loops.threads=-1")).singleElement()
			.isEqualTo(new InvalidProperty("socket.event-loops.threads", "-1",
					"\"socket.event-loops.threads\" from property source \"test\"",
					"is not a whole number of at least 0", "write a whole number of at least 0"));
	}

	private static EventLoopsProperties bind(String... properties) {
		return Bound.to("socket.event-loops", EventLoopsProperties.class, properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(EventLoopsProperties.class)
	static class Config {

	}

}
