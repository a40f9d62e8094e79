package org.socketservice.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.PropertyFailureAnalysis;
import org.socketservice.transport.TlsContextException;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a listener that could not be bound, in terms of its properties.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ListenerBindFailureAnalyzer extends AbstractFailureAnalyzer<ListenerBindException> {

	private final @Nullable BeanFactory beanFactory;

	ListenerBindFailureAnalyzer(@Nullable BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ListenerBindException cause) {
		return PropertyFailureAnalysis.of("Listener " + cause.listener() + " could not be bound",
				List.of(explain(cause)), cause);
	}

	private InvalidProperty explain(ListenerBindException cause) {
		NoSuchSslBundleException noBundle = findCause(cause, NoSuchSslBundleException.class);
		if (noBundle != null) {
			return new UnknownBundle(bundleNames()).explain(cause.listener(), noBundle.getBundleName());
		}
		TlsContextException badBundle = findCause(cause, TlsContextException.class);
		if (badBundle != null) {
			return new InvalidProperty("socket.listeners." + cause.listener() + ".ssl.bundle",
					cause.properties().ssl().bundle(), "the SSL bundle cannot serve: " + badBundle.getMessage(),
					"correct spring.ssl.bundle.pem." + cause.properties().ssl().bundle()
							+ " (certificate, key, truststore) or spring.ssl.bundle.jks, or write another bundle");
		}
		return new BindFailure(cause).explain();
	}

	private List<String> bundleNames() {
		SslBundles bundles = (this.beanFactory != null)
				? this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable() : null;
		return (bundles != null) ? bundles.getBundleNames() : List.of();
	}

}
