// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.client.schema.Schemas;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * What an answer shall look like.
 *
 * @param responseFormat JSON text in the API's own shape; null for none
 * @param schema the JSON schema inside it; null for none
 * @param outputClass what the answer is bound to; null for none
 */
public record OutputFormat(@Nullable String responseFormat, @Nullable String schema, @Nullable Class<?> outputClass) {

    static OutputFormat read(Message message, RequestSettings settings) {
        String format = Option.RESPONSE_FORMAT.header(message, settings);
        String className = Option.OUTPUT_CLASS.header(message, settings);
        // A class in the header is a newer wish than the endpoint's format.
        if (format == null && className == null) format = settings.responseFormat();
        if (className == null) className = settings.outputClass();
        return of(format, className, message.getExchange().getContext());
    }

    /**
     * Checks a format and a class, of which the format wins as what is sent, and the class types the answer.
     *
     * @param format a schema, a format object or a list of those as JSON text; null for none
     * @param className null for none
     * @throws InteractionRequestException for a schema that is none, and for a class that is not there or has no schema
     */
    public static OutputFormat of(@Nullable String format, @Nullable String className, CamelContext context) {
        Class<?> type = className == null ? null : classNamed(className, context);
        String wished = format;
        if (wished == null && type != null) wished = schemaOf(type);
        if (wished == null) return new OutputFormat(null, null, null);
        String wrapped = wrapped(wished);
        return new OutputFormat(wrapped, schemaIn(wrapped), type);
    }

    /** The same class with what was sent before as the format. */
    OutputFormat sentAs(String format, CamelContext context) {
        OutputFormat sent = of(format, null, context);
        return new OutputFormat(sent.responseFormat(), sent.schema(), outputClass);
    }

    private static String schemaOf(Class<?> type) {
        return OptionErrors.json("outputClass", () -> Schemas.of(type));
    }

    private static String wrapped(String format) {
        return OptionErrors.json("responseFormat", () -> RequestJson.responseFormat(format));
    }

    private static Class<?> classNamed(String name, CamelContext context) {
        Class<?> type = context.getClassResolver().resolveClass(name);
        if (type == null)
            throw new InteractionRequestException(
                    "outputClass", "The class " + name + " of the option outputClass is not on the class path");
        return type;
    }

    /** The schema that a text must obey: that of the one text format. Of several formats the service may choose any. */
    private static @Nullable String schemaIn(String format) {
        Object value = InteractionJson.value(format);
        List<Object> schemas = new ArrayList<>();
        for (Object one : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            if (one instanceof Map<?, ?> wrapped && "text".equals(wrapped.get("type")))
                schemas.add(wrapped.get("schema"));
        }
        return schemas.size() == 1 && schemas.get(0) != null ? InteractionJson.text(schemas.get(0)) : null;
    }
}
