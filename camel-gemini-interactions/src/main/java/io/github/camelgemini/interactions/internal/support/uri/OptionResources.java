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

/** Resolves option values that name a resource or a bean. */
public final class OptionResources {

    private static final Pattern REFERENCE = Pattern.compile("#(bean:)?[\\w.-]+");

    private final CamelContext context;
    private final Function<Object, String> json;

    /** @param json serializes a bean that is not text */
    public OptionResources(CamelContext context, Function<Object, String> json) {
        this.context = context;
        this.json = json;
    }

    /** The value itself, or the content of the resource or bean that it names; null for null. */
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

    /** The content of the named resource; null for null. */
    public byte @Nullable [] bytes(String option, @Nullable String address) {
        return address == null ? null : load(option, address);
    }

    /** The members of a prefixed option, with those that name a resource or a bean resolved. */
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
                        + " names: add it, or correct the name");
    }

    /** True if the value names a resource or a bean. */
    public static boolean isElsewhere(String value) {
        return isReference(value) || isResource(value);
    }

    /** True for a hash and a bean's name only, so that a Markdown heading is not taken for a reference. */
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
                            + " cannot be read: check that it exists and is readable, and that the option is an address such"
                            + " as file:/run/secrets/key.json",
                    // A value that is not an address may be the secret itself, and the cause quotes it.
                    isResource(address) ? e : null);
        }
    }
}
