// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, whole.
 *
 * @param path as sent, without the query
 * @param parameters of the path, decoded: {@code id}, {@code project}, {@code location}
 * @param query the first value of each
 * @param headers the first value of each, by its name in lower case
 * @param json the body; null for none, or for what is not JSON
 */
record IncomingRequest(
        String method,
        String path,
        Map<String, String> parameters,
        Map<String, String> query,
        Map<String, String> headers,
        Buffer body,
        @Nullable JsonNode json) {

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return "true".equalsIgnoreCase(query.get(name));
    }
}
