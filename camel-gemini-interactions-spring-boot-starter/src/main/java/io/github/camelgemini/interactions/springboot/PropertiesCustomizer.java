// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Sets the options that the component's catalog names, from properties in any spelling that Spring Boot takes. Values are
 * converted by Camel, so that {@code 30s}, {@code #bean:name}, {@code #class:name} and {@code {{placeholder}}} mean what they
 * mean in a URI. A property that is no option fails the start of the context.
 */
final class PropertiesCustomizer implements ComponentCustomizer {

    private static final String COMPONENTS = "camel.component";
    private static final String CATALOG = "/META-INF/io/github/camelgemini/interactions/";

    /** Properties that every component has beside its options. */
    private static final Set<String> OF_CAMEL = Set.of("enabled", "customizer");

    private final String scheme;
    private final Class<? extends Component> type;
    private final ConfigurableEnvironment environment;
    private final ConfigurationPropertyName prefix;

    PropertiesCustomizer(String scheme, Class<? extends Component> type, ConfigurableEnvironment environment) {
        this.scheme = scheme;
        this.type = type;
        this.environment = environment;
        this.prefix = ConfigurationPropertyName.of(COMPONENTS + "." + scheme);
    }

    @Override
    public boolean isEnabled(String name, Component target) {
        return type.isInstance(target)
                && HierarchicalPropertiesEvaluator.evaluate(environment, COMPONENTS, prefix.toString())
                && HierarchicalPropertiesEvaluator.evaluate(
                        environment, COMPONENTS + ".customizer", prefix + ".customizer");
    }

    @Override
    public void configure(String name, Component target) {
        Map<String, String> options = options();
        refuseOthers(options);
        Binder binder = Binder.get(environment);
        ServiceHelper.initService(target); // sets its configurer
        options.forEach((option, javaType) -> {
            ConfigurationPropertyName property = prefix.append(StringHelper.camelCaseToDash(option));
            BindResult<?> value = isMap(javaType)
                    ? binder.bind(property, Bindable.mapOf(String.class, Object.class))
                    : binder.bind(property, Bindable.of(String.class));
            if (value.isBound()) set(target, option, value.get());
        });
    }

    private static void set(Component target, String option, Object value) {
        PropertyBindingSupport.build()
                .withConfigurer(target.getComponentPropertyConfigurer())
                .withMandatory(true)
                .bind(target.getCamelContext(), target, option, value);
    }

    /** Names of the component's options, each with its type. */
    private Map<String, String> options() {
        String resource = CATALOG + scheme + ".json";
        try (InputStream catalog = type.getResourceAsStream(resource)) {
            if (catalog == null) throw new IllegalStateException("The component's jar has no " + resource);
            Reader text = new InputStreamReader(catalog, StandardCharsets.UTF_8);
            JsonObject all = (JsonObject) Jsoner.deserialize(text);
            Map<String, JsonObject> options = all.getMap("componentProperties");
            Map<String, String> types = new LinkedHashMap<>();
            options.forEach((option, described) -> types.put(option, described.getString("javaType")));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DeserializationException e) {
            throw new IllegalStateException(resource, e);
        }
    }

    private static boolean isMap(String javaType) {
        return javaType.startsWith("java.util.Map");
    }

    private void refuseOthers(Map<String, String> options) {
        Map<String, String> types = new HashMap<>();
        options.forEach((option, javaType) -> types.put(option.toLowerCase(Locale.ROOT), javaType));
        Set<String> others = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource listed)
                listed.stream()
                        .filter(prefix::isAncestorOf)
                        .filter(name -> !isRead(name, types))
                        .forEach(name -> others.add(name.toString()));
        }
        if (!others.isEmpty())
            throw new IllegalArgumentException(
                    "The component " + scheme + " has no option for " + String.join(", ", others)
                            + ". Correct or remove it; the options are those of the component's page");
    }

    /** Only a Map has members of its own. */
    private boolean isRead(ConfigurationPropertyName name, Map<String, String> types) {
        int option = prefix.getNumberOfElements();
        String uniform = name.getElement(option, Form.UNIFORM);
        if (OF_CAMEL.contains(uniform)) return true;
        String javaType = types.get(uniform);
        return javaType != null && (name.getNumberOfElements() == option + 1 || isMap(javaType));
    }
}
