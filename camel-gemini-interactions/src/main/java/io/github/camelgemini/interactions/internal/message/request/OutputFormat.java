// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.client.schema.ResponseFormat;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.message.body.ContextBeans;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Format of the answer. Created once per endpoint; a message has another only if its headers set one.
 *
 * @param format format that is sent; null for none
 * @param outputClass class that the answer is bound to; null for none
 * @param beans mapper that binds it, and that writes the objects of a body
 */
public record OutputFormat(@Nullable ResponseFormat format, @Nullable Class<?> outputClass, BeanMapper beans) {

    static OutputFormat read(Message message, RequestSettings settings) {
        OutputFormat endpoint = settings.format();
        String format = Option.RESPONSE_FORMAT.header(message, settings);
        return format == null ? endpoint : new OutputFormat(parsed(format), endpoint.outputClass(), endpoint.beans());
    }

    /**
     * Checks a format and a class. If both are set, the format is sent, and the answer is bound to the class.
     *
     * @param format JSON text of a schema, a format object or a list of those; null for none
     * @param className null for none
     * @throws InteractionRequestException for an invalid schema, and for a class that is missing or has no schema
     */
    public static OutputFormat of(@Nullable String format, @Nullable String className, CamelContext context) {
        Class<?> type = className == null ? null : classNamed(className, context);
        BeanMapper beans = ContextBeans.of(context);
        if (format != null && type != null) checkBindable(type, beans);
        if (format != null) return new OutputFormat(parsed(format), type, beans);
        return new OutputFormat(type == null ? null : parsed(schemaOf(type, beans)), type, beans);
    }

    /** The same class with the format of an earlier request. */
    OutputFormat sentAs(String json) {
        return json.equals(responseFormat()) ? this : new OutputFormat(parsed(json), outputClass, beans);
    }

    /** The format as JSON text of the API; null for none. */
    @Nullable
    String responseFormat() {
        return format == null ? null : format.json();
    }

    /** The schema that the answer must satisfy; null for none. */
    public @Nullable Schema schema() {
        return format == null ? null : format.schema();
    }

    private static String schemaOf(Class<?> type, BeanMapper beans) {
        return OptionErrors.json("outputClass", () -> beans.schema(type));
    }

    private static void checkBindable(Class<?> type, BeanMapper beans) {
        OptionErrors.json("outputClass", () -> {
            beans.checkBindable(type);
            return type;
        });
    }

    private static ResponseFormat parsed(String format) {
        return OptionErrors.json("responseFormat", () -> ResponseFormat.of(format));
    }

    private static Class<?> classNamed(String name, CamelContext context) {
        Class<?> type = context.getClassResolver().resolveClass(name);
        if (type == null)
            throw new InteractionRequestException(
                    "outputClass", "The class " + name + " of the option outputClass is not on the class path");
        return type;
    }
}
