// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a kamelet as options of its endpoint. The kamelet's template creates it as a bean with its properties as
 * {@code RAW(...)}, so that no text is taken for a reference to a bean or a class by Camel. A blank property is not set.
 *
 * <p>Camel 4.18 hands the properties of a Pipe to the kamelet as it writes them into a URI: {@code plain+words}. Such a value
 * is decoded, and then placeholders in it are resolved. A value is taken for one if it consists of what is left by that
 * encoding: letters, digits, {@code . - * _}, plus signs and percent escapes.
 */
public final class KameletOptions extends AbstractMap<String, Object> implements CamelContextAware {

    private static final String RAW_START = "RAW(";
    private static final String RAW_END = ")";
    private static final Pattern ENCODED = Pattern.compile("(?=.*[+%])(?:[A-Za-z0-9.*_+-]|%[0-9A-F]{2})+");

    // Only the thread that creates the route.
    private final Map<String, Object> options = new LinkedHashMap<>();
    private @Nullable CamelContext context;

    /** Called by Camel, which creates the bean. */
    public KameletOptions() {}

    /** @param value a text in {@code RAW(...)}; any other value is the option's */
    @Override
    public @Nullable Object put(String name, Object value) {
        if (!(value instanceof String text)) return options.put(name, value);
        String option = resolved(decoded(unwrapped(text)));
        return option.isBlank() ? options.remove(name) : options.put(name, option);
    }

    private static String unwrapped(String text) {
        return text.startsWith(RAW_START) && text.endsWith(RAW_END)
                ? text.substring(RAW_START.length(), text.length() - RAW_END.length())
                : text;
    }

    private static String decoded(String text) {
        if (!ENCODED.matcher(text).matches()) return text;
        String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        return URLEncoder.encode(decoded, StandardCharsets.UTF_8).equals(text) ? decoded : text;
    }

    private String resolved(String text) {
        return context == null ? text : context.resolvePropertyPlaceholders(text);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return options.entrySet();
    }

    /** Names only: values may be secret. */
    @Override
    public String toString() {
        return options.keySet().toString();
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }
}
