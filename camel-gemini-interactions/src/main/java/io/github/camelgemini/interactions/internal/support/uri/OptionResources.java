// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.uri;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.CamelContext;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** Loads options that name a resource or a bean. */
public final class OptionResources {

    private static final Pattern REFERENCE = Pattern.compile("#(bean:)?[\\w.-]+");

    private final CamelContext context;

    private final Function<Object, String> json;

    /** @param json writes a bean that is no text */
    public OptionResources(CamelContext context, Function<Object, String> json) {
        this.context = context;
        this.json = json;
    }

    /** The text itself, or what the resource holds or the bean is that it names; null for null. */
    @Nullable
    public String text(String option, @Nullable String value) {
        if (value == null) return null;
        if (isReference(value)) return text(bean(option, value));
        if (!isResource(value)) return value;
        String address = value.startsWith("resource:") ? value.substring("resource:".length()) : value;
        return new String(load(option, address), StandardCharsets.UTF_8);
    }

    private String text(Object bean) {
        return bean instanceof CharSequence text ? text.toString() : json.apply(bean);
    }

    /** What the named resource holds; null for null. */
    public byte @Nullable [] bytes(String option, @Nullable String address) {
        return address == null ? null : load(option, address);
    }

    /** Single values of an option, those loaded that name a resource, and those looked up that name a bean. */
    public Map<String, Object> values(String option, Map<String, Object> values) {
        Map<String, Object> loaded = new LinkedHashMap<>();
        values.forEach((name, value) -> loaded.put(name, value(option, value)));
        return loaded;
    }

    private Object value(String option, Object value) {
        if (!(value instanceof String text)) return value;
        return isReference(text) ? bean(option, text) : Objects.requireNonNull(text(option, text));
    }

    private Object bean(String option, String reference) {
        Object bean = EndpointHelper.resolveReferenceParameter(context, reference, Object.class, false);
        if (bean != null) return bean;
        throw new InteractionRequestException(
                option,
                "The registry has no bean " + reference + ", which the option " + option
                        + " names: put one there, or mend the name");
    }

    /** True for a text that stands for what is kept elsewhere. */
    public static boolean isElsewhere(String value) {
        return isReference(value) || isResource(value);
    }

    /** A name behind a hash and nothing else: a heading is none. */
    private static boolean isReference(String value) {
        return REFERENCE.matcher(value).matches();
    }

    private static boolean isResource(String value) {
        return value.startsWith("resource:") || value.startsWith("classpath:") || value.startsWith("file:");
    }

    private byte[] load(String option, String address) {
        try (InputStream stream = ResourceHelper.resolveMandatoryResourceAsInputStream(context, address)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new InteractionRequestException(
                    option,
                    "The resource of the option " + option
                            + " cannot be read: check that it is there and may be read, and that the option is an address"
                            + " such as file:/run/secrets/key.json",
                    // What is no address may be what should have been behind one, and the cause quotes it.
                    isResource(address) ? e : null);
        }
    }
}
