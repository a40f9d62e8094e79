package org.socketservice.properties;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConverterNotFoundException;

/**
 * Checks {@link CheckedProperties} at the only moment at which both the bound record and
 * what the user wrote are at hand.
 */
final class CheckingBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName SOCKET = ConfigurationPropertyName.of("socket");

	@Override
	public BindHandler apply(BindHandler handler) {
		return new CheckingBindHandler(handler);
	}

	private static final class CheckingBindHandler extends AbstractBindHandler {

		CheckingBindHandler(BindHandler parent) {
			super(parent);
		}

		/**
		 * A section that is left empty in YAML arrives as an empty text, which stands for
		 * all defaults. Any other text is refused in the end, when the record that has
		 * the section is there.
		 */
		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			Class<?> type = target.getType().toClass();
			boolean section = type.isRecord() || type == Map.class;
			if (!section || !SOCKET.isAncestorOf(name) || !(error instanceof ConverterNotFoundException)) {
				return super.onFailure(name, target, context, error);
			}
			return type.isRecord() ? new Binder().bindOrCreate(name.toString(), type) : Map.of();
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
