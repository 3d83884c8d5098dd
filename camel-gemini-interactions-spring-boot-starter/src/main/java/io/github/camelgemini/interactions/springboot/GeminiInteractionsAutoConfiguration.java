// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.springboot;

import io.github.camelgemini.interactions.GeminiInteractionsComponent;
import io.github.camelgemini.interactions.GeminiInteractionsToolComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnCamelContextAndAutoConfigurationBeans;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sets the options of both components from {@code camel.component.gemini-interactions.*} and {@code
 * camel.component.gemini-interactions-tool.*}, as the starters of Camel's own components do.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@Conditional(ConditionalOnCamelContextAndAutoConfigurationBeans.class)
public class GeminiInteractionsAutoConfiguration {

    @Lazy
    @Bean
    ComponentCustomizer configureGeminiInteractionsComponent(ConfigurableEnvironment environment) {
        return new PropertiesCustomizer("gemini-interactions", GeminiInteractionsComponent.class, environment);
    }

    @Lazy
    @Bean
    ComponentCustomizer configureGeminiInteractionsToolComponent(ConfigurableEnvironment environment) {
        return new PropertiesCustomizer("gemini-interactions-tool", GeminiInteractionsToolComponent.class, environment);
    }
}
