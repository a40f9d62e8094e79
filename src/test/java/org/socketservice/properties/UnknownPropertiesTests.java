package org.socketservice.properties;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownProperties} and {@link UnknownSectionCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					socket.things.a.prot=1 | socket.things.a.prot | there is no property prot below socket.things.a | did you mean socket.things.a.port?
					socket.things.a.deep.sise=1 | socket.things.a.deep.sise | there is no property sise below socket.things.a.deep | did you mean socket.things.a.deep.size?
					socket.things.a.qqqqq=1 | socket.things.a.qqqqq | there is no property qqqqq below socket.things.a | remove it, or write one of port, max-size, hosts, deep
					socket.things.a.port.x=1 | socket.things.a.port.x | there is no property x below socket.things.a.port | remove it; socket.things.a.port is a value
					socket.top.limt=1 | socket.top.limt | there is no property limt below socket.top | did you mean socket.top.limit?
					socket.thigns.a.port=1 | socket.thigns.a.port | there is no property thigns below socket | did you mean socket.things?
					socket.port=1 | socket.port | there is no property port below socket | did you mean socket.things.<name>.port?
					socket.size=1 | socket.size | there is no property size below socket | did you mean socket.things.<name>.deep.size?
					socket.zzzzzzz=1 | socket.zzzzzzz | there is no property zzzzzzz below socket | remove it, or write one of clients, event-loops, things, top
					socket.event-loops.thraeds=1 | socket.event-loops.thraeds | there is no property thraeds below socket.event-loops | did you mean socket.event-loops.threads?
					socket=1 | socket | properties go below this one; it has no value of its own | remove the value and write one of clients, event-loops, things, top below it
					socket.event-loops=1 | socket.event-loops | properties go below this one; it has no value of its own | remove the value and write one of threads, io below it
					socket.things=1 | socket.things | properties go below this one; it has no value of its own | remove the value and write a name below it, and below that one of port, max-size, hosts, deep
					socket.things.a=1 | socket.things.a | properties go below this one; it has no value of its own | remove the value and write one of port, max-size, hosts, deep below it
					socket.things.a.deep=1 | socket.things.a.deep | properties go below this one; it has no value of its own | remove the value and write one of size below it
					""")
	void shouldRefuseWhenNameIsUnknown(String written, String property, String reason, String remedy) {
		assertThat(Bound.wrong(Config.class, written)).singleElement().satisfies((found) -> {
			assertThat(found.property()).isEqualTo(property);
			assertThat(found.value()).isEqualTo("1");
			assertThat(found.origin()).contains("property source \"test\"");
			assertThat(found.reason()).isEqualTo(reason);
			assertThat(found.remedy()).isEqualTo(remedy);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "socket.things.a.port=1", "socket.things.a.max-size=1", "socket.things.a.maxSize=1",
			"socket.things.a.max_size=1", "socket.things.A-b.port=1", "socket.things.a.hosts=x,y",
			"socket.things.a.hosts[1]=x", "socket.top.limit=1", "socket.clients.a.port=1", "socket.event-loops.io=nio",
			"socket.eventLoops.io=nio", "sockets.thigns=1", "local.socket.a.port=1", "socket.custom.anything.at-all=1",
			"socket.bean.anything=1", "socket=", "socket.event-loops=", "socket.things=", "socket.things.a=",
			"socket.things.a.deep=" })
	void shouldAcceptWhenNameIsKnownOrNotOurs(String written) {
		String[] properties = written.startsWith("socket.things.a.hosts[1]")
				? new String[] { written, "socket.things.a.hosts[0]=w" } : new String[] { written };
		assertThat(Bound.wrong(Config.class, properties)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SOCKET_THINGS_A_PORT", "SOCKET_THINGS_A_MAXSIZE", "SOCKET_THINGS_A_MAX_SIZE",
			"SOCKET_THINGS_A_DEEP_SIZE", "SOCKET_THINGS_A_HOSTS_0", "SOCKET_TOP_LIMIT", "SOCKET_PATH", "SOCKET_PORT",
			"SOCKET_THIGNS_A_PORT", "SOCKET_SERVICE_HOST", "SOCKET" })
	void shouldStartWithoutWarningWhenVariableIsKnownOrNotOurs(String variable, CapturedOutput output) {
		withEnvironment(variable, (context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Nothing reads");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SOCKET_THINGS", "SOCKET_THINGS_A", "SOCKET_THINGS_A_DEEP", "SOCKET_TOP" })
	void shouldStartWithWarningWhenVariableStandsForASection(String variable, CapturedOutput output) {
		withEnvironment(variable, (context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Nothing reads the environment variable behind "
				+ variable.toLowerCase(Locale.ROOT).replace('_', '.') + ": remove the value and write ");
	}

	@Test
	void shouldWarnWhenVariableIsMisspelt(CapturedOutput output) {
		withEnvironment("SOCKET_THINGS_A_PROT", (context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Nothing reads the environment variable behind socket.things.a.prot: "
				+ "did you mean socket.things.a.port?");
	}

	@Test
	void shouldBindWhenVariableSeparatesWords() {
		withEnvironment("SOCKET_THINGS_A_MAX_SIZE",
				(context) -> assertThat(context.getBean(ThingsProperties.class).things()).containsOnlyKeys("a")
					.allSatisfy((name, thing) -> assertThat(thing.maxSize()).isEqualTo(1)));
	}

	private static void withEnvironment(String variable, ContextConsumer<AssertableApplicationContext> consumer) {
		new ApplicationContextRunner()
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of(variable, "1"))))
			.withConfiguration(AutoConfigurations.of(PropertiesAutoConfiguration.class))
			.withUserConfiguration(Config.class)
			.run(consumer);
	}

	@Test
	void shouldPassOverSystemPropertyWhenItResemblesNothing() {
		Bound.checked(Config.class)
			.withSystemProperties("socket.other.program=1")
			.run((context) -> assertThat(context).hasNotFailed());
		Bound.checked(Config.class)
			.withSystemProperties("socket.thigns.a.port=1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("there is no property thigns below socket"));
		Bound.checked(Config.class)
			.withSystemProperties("socket.things.a.prot=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertiesException.class));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "socket", "socket.event-loops", "socket.things", "socket.things.a", "socket.things.a.deep" })
	void shouldRefuseWhenSectionHasAValueBesideItsProperties(String section) {
		assertThat(Bound.wrong(Config.class, section + "=1", "socket.event-loops.threads=1",
				"socket.things.a.deep.size=1"))
			.extracting(InvalidProperty::property)
			.containsExactly(section);
	}

	@Test
	void shouldPassOverSystemPropertyWhenItIsNamedSocket() {
		Bound.checked(Config.class)
			.withSystemProperties("socket=/run/other-program.sock")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void shouldTellUnknownAndWrongWhenBothAreThere() {
		assertThat(Bound.wrong(Config.class, "socket.top.limt=1", "socket.top.limit=-1"))
			.extracting(InvalidProperty::property)
			.containsExactly("socket.top.limt", "socket.top.limit");
	}

	@ConfigurationProperties("socket")
	record ThingsProperties(@DefaultValue Map<String, Thing> things) implements CheckedProperties {

		@Override
		public void check(PropertyChecks checks) {
		}

	}

	record Thing(int port, int maxSize, @DefaultValue List<String> hosts, @DefaultValue Deep deep) {
	}

	record Deep(int size) {
	}

	@ConfigurationProperties("socket")
	record TopProperties(@DefaultValue Top top) implements CheckedProperties {

		@Override
		public void check(PropertyChecks checks) {
			checks.notNegative("top.limit", this.top.limit());
		}

	}

	record Top(int limit) {
	}

	@ConfigurationProperties("socket.event-loops")
	record LoopsProperties(@DefaultValue("2") int threads,
			@DefaultValue("auto") String io) implements CheckedProperties {

		@Override
		public void check(PropertyChecks checks) {
		}

	}

	/**
	 * Of the application, not ours.
	 */
	@ConfigurationProperties("socket.custom")
	static class CustomProperties {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties({ ThingsProperties.class, TopProperties.class, LoopsProperties.class,
			CustomProperties.class })
	static class Config {

		@Bean
		@ConfigurationProperties("socket.bean")
		Object bean() {
			return new Object();
		}

	}

}
