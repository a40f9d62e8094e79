package org.socketservice.properties;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Checks of all properties below {@code socket}, before anything is made from them.
 */
@AutoConfiguration
public final class PropertiesAutoConfiguration {

	@Bean
	static CheckingBindHandlerAdvisor socketPropertiesCheck() {
		return new CheckingBindHandlerAdvisor();
	}

	@Bean
	static UnknownSectionCheck socketUnknownSectionCheck(ListableBeanFactory beanFactory, Environment environment) {
		return new UnknownSectionCheck(beanFactory, environment);
	}

}
