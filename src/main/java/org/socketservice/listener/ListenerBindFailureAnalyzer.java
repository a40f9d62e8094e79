package org.socketservice.listener;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.socketservice.properties.InvalidProperty;
import org.socketservice.properties.PropertyFailureAnalysis;

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
		NoSuchSslBundleException noBundle = findCause(cause, NoSuchSslBundleException.class);
		InvalidProperty property = (noBundle != null)
				? new UnknownBundle(bundleNames()).explain(cause.listener(), noBundle.getBundleName())
				: new BindFailure(cause).explain();
		return PropertyFailureAnalysis.of("Listener " + cause.listener() + " could not be bound", List.of(property),
				cause);
	}

	private List<String> bundleNames() {
		SslBundles bundles = (this.beanFactory != null)
				? this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable() : null;
		return (bundles != null) ? bundles.getBundleNames() : List.of();
	}

}
