package org.socketservice.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Checks {@link CheckedProperties} at the only moment at which both the bound record and
 * what the user wrote are at hand.
 */
final class CheckingBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	@Override
	public BindHandler apply(BindHandler handler) {
		return new CheckingBindHandler(handler);
	}

	private static final class CheckingBindHandler extends AbstractBindHandler {

		CheckingBindHandler(BindHandler parent) {
			super(parent);
		}

		@Override
		public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				@Nullable Object result) throws Exception {
			super.onFinish(name, target, context, result);
			if (result instanceof CheckedProperties properties) {
				PropertyChecks checks = new PropertyChecks(name, context.getSources(), context.getBinder());
				new UnknownProperties(name, result.getClass()).report(context.getSources(), checks);
				properties.check(checks);
				checks.throwIfAny();
			}
		}

	}

}
