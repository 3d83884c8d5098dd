// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of properties of a Spring Boot application that look like options of a component and that nothing reads. Under Spring
 * Boot, Camel leaves {@code camel.component.*} to a starter of the component.
 */
public final class UnreadProperties {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadProperties.class);

    private static final String SPRING_BOOT_CONTEXT = "org.apache.camel.spring.boot.SpringBootCamelContext";
    private static final String STARTER = "camel-gemini-interactions-spring-boot-starter";
    private static final String PACKAGE_OF_STARTER = "io.github.camelgemini.interactions.springboot";

    private UnreadProperties() {}

    /**
     * @param component class of the component, in whose jar the catalog is
     * @param scheme name of the component in properties
     * @param catalog resource with the component's description for tools, which names its options
     */
    public static void warn(CamelContext context, Class<?> component, String scheme, String catalog) throws Exception {
        if (!context.getClass().getName().equals(SPRING_BOOT_CONTEXT)) return;
        if (hasStarter(context)) return;
        List<String> unread = options(component, catalog).stream()
                .map(option -> "camel.component." + scheme + "." + StringHelper.camelCaseToDash(option))
                .filter(property -> isSet(context, property))
                .sorted()
                .toList();
        if (!unread.isEmpty())
            LOG.warn(
                    "Nothing reads {}: add the dependency io.github.camelgemini:{} to this Spring Boot application",
                    String.join(", ", unread),
                    STARTER);
    }

    private static boolean hasStarter(CamelContext context) {
        return context.getRegistry().findByType(ComponentCustomizer.class).stream()
                .anyMatch(customizer -> customizer.getClass().getPackageName().equals(PACKAGE_OF_STARTER));
    }

    private static Set<String> options(Class<?> component, String catalog) throws Exception {
        try (InputStream json = component.getResourceAsStream(catalog)) {
            if (json == null) throw new FileNotFoundException(catalog);
            JsonObject described = (JsonObject) Jsoner.deserialize(new InputStreamReader(json, StandardCharsets.UTF_8));
            Map<String, Object> options = described.getMap("componentProperties");
            return options.keySet();
        }
    }

    private static boolean isSet(CamelContext context, String property) {
        try {
            return context.getPropertiesComponent().resolveProperty(property).isPresent();
        } catch (IllegalArgumentException e) {
            return true; // its value has a placeholder that cannot be resolved
        }
    }
}
