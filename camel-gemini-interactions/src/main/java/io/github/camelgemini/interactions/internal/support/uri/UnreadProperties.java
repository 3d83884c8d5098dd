// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

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

    private UnreadProperties() {}

    /**
     * @param component beside which the catalog stands; its starter is in the package springboot below
     * @param scheme name of the component in properties
     */
    public static void warn(CamelContext context, Class<?> component, String scheme) throws Exception {
        if (!context.getClass().getName().equals(SPRING_BOOT_CONTEXT)) return;
        if (hasStarter(context, component.getPackageName() + ".springboot")) return;
        JsonObject catalog = catalog(component, scheme);
        Map<String, Object> options = catalog.getMap("componentProperties");
        List<String> unread = options.keySet().stream()
                .map(option -> "camel.component." + scheme + "." + StringHelper.camelCaseToDash(option))
                .filter(property -> isSet(context, property))
                .sorted()
                .toList();
        if (unread.isEmpty()) return;
        Map<String, Object> described = catalog.getMap("component");
        LOG.warn(
                "Nothing reads {}: add the dependency {}:{}-spring-boot-starter to this Spring Boot application",
                String.join(", ", unread),
                described.get("groupId"),
                described.get("artifactId"));
    }

    private static boolean hasStarter(CamelContext context, String itsPackage) {
        return context.getRegistry().findByType(ComponentCustomizer.class).stream()
                .anyMatch(customizer -> customizer.getClass().getPackageName().equals(itsPackage));
    }

    private static JsonObject catalog(Class<?> component, String scheme) throws Exception {
        String name = "/META-INF/" + component.getPackageName().replace('.', '/') + "/" + scheme + ".json";
        try (InputStream json = component.getResourceAsStream(name)) {
            if (json == null) throw new FileNotFoundException(name);
            return (JsonObject) Jsoner.deserialize(new InputStreamReader(json, StandardCharsets.UTF_8));
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
