// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.util.List;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.accumulate.DeclaredFunctions;
import io.github.camelgemini.interactions.internal.client.schema.Schema;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.message.request.RequestSettings;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what needs the answer that {@code ignoreResponseBody=true} discards: its schema, and the functions that it may call.
 *
 * @param validates true if an answer is checked against its schema
 */
record IgnoredBody(boolean validates) {

    /** Checks the options of an endpoint. */
    void check(RequestSettings settings) {
        check(
                settings.format().schema(),
                Words.in(settings.tags()),
                settings.turn().tools());
    }

    /** Checks a message, whose headers may add to the options. */
    void check(ReadRequest read) {
        check(read.schema(), read.tags(), read.request().tools());
    }

    private void check(@Nullable Schema schema, List<String> tags, List<String> tools) {
        if (schema != null && validates)
            throw new InteractionRequestException(
                    "validateOutput",
                    "The answer is checked against the schema of responseFormat or outputClass, and"
                            + " ignoreResponseBody=true discards it: set validateOutput=false, or leave out"
                            + " ignoreResponseBody");
        String option = tags.isEmpty() ? "tools" : "tags";
        if (!tags.isEmpty() || !DeclaredFunctions.of(tools, false).names().isEmpty())
            throw new InteractionRequestException(
                    option,
                    "The model may call the functions of the option " + option
                            + ", and ignoreResponseBody=true discards"
                            + " its calls: leave out ignoreResponseBody, or the functions");
    }
}
