// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.EndpointHelper;
import org.jspecify.annotations.Nullable;

/** The bean that a URI names with {@code options}: a map of further options, so that their values are in no URI. */
public final class OptionsBean {

    /** The parameter that names the bean. */
    public static final String OPTIONS = "options";

    private OptionsBean() {}

    /**
     * Adds the options of the bean to the parameters of the URI, and removes the one that names the bean. What is in the URI
     * stays as it is. A value that is null or a blank text is not set.
     *
     * @return the bean; null if the URI names none
     * @throws InteractionRequestException if there is no such bean, or it is no map
     */
    public static @Nullable Map<?, ?> addTo(Map<String, Object> parameters, CamelContext context) {
        Object given = parameters.remove(OPTIONS);
        if (given == null || given instanceof String text && text.isBlank()) return null;
        Map<?, ?> bean = bean(given, context);
        bean.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (name.equals(OPTIONS)) throw invalid("names another bean with options: one is enough");
            if (value != null
                    && !(value instanceof CharSequence text && text.toString().isBlank()))
                parameters.putIfAbsent(name, value);
        });
        return bean;
    }

    private static Map<?, ?> bean(Object given, CamelContext context) {
        Object bean = given;
        if (given instanceof String text) {
            if (!EndpointHelper.isReferenceParameter(text))
                throw invalid("is not the name of a bean: set it to #bean:NAME");
            bean = EndpointHelper.resolveReferenceParameter(context, text, Object.class, false);
            if (bean == null)
                throw invalid("names " + text + ", which the registry does not have: add it, or correct the name");
        }
        if (bean instanceof Map<?, ?> map) return map;
        throw invalid("names a bean that is no map: make it a java.util.Map of names and values");
    }

    private static InteractionRequestException invalid(String what) {
        return new InteractionRequestException(OPTIONS, "The option " + OPTIONS + " " + what);
    }
}
