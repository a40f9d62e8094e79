package org.socketservice.cli;

import java.util.List;

/**
 * What the service does without to start sooner: auto-configuration that applies because
 * a library lies on the class path, not because anybody asked for it. Nothing a user of
 * the service sees comes from these; an application that uses the library is not touched.
 */
final class LeanStart {

	private static final String BOOT = "org.springframework.boot.";

	/** Names and not classes: reading them must not load them. */
	static final List<String> EXCLUDED = List.of(
			// spring-tx comes with Spring Integration; there is no database
			BOOT + "persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration",
			BOOT + "transaction.autoconfigure.TransactionAutoConfiguration",
			BOOT + "transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration",
			// looks at every bean for an aspect
			BOOT + "autoconfigure.aop.AopAutoConfiguration",
			// a pool for blocking controllers and @Async, and its meters
			BOOT + "autoconfigure.task.TaskExecutionAutoConfiguration",
			BOOT + "micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration",
			// the web server serves the actuator alone: no uploads, no sessions
			BOOT + "webflux.autoconfigure.ReactiveMultipartAutoConfiguration",
			BOOT + "webflux.autoconfigure.WebSessionIdResolverAutoConfiguration",
			// the actuator has a JSON mapper of its own
			BOOT + "jackson.autoconfigure.JacksonAutoConfiguration",
			BOOT + "http.codec.autoconfigure.CodecsAutoConfiguration");

	private LeanStart() {
	}

}
