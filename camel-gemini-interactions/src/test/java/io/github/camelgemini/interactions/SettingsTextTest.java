// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.camelgemini.emulator.camel.GeminiEmulatorTestSupport;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import io.github.camelgemini.interactions.internal.message.request.RequestReader;
import io.github.camelgemini.interactions.model.PendingApproval;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether any object of ours between a URI and a request tells a secret in its text, which a log line may print. */
class SettingsTextTest extends GeminiEmulatorTestSupport {

    private static final String OURS = "io.github.camelgemini.interactions";

    @Test
    void tellsNoSecret() throws Exception {
        context.getRegistry()
                .bind(
                        "servers",
                        "[{\"name\":\"m\",\"url\":\"https://m.example/?t=s3cret\",\"headers\":{\"Authorization\":\"s3cret\"}}]");
        context.getRegistry().bind("environment", "{\"type\":\"remote\",\"env\":{\"TOKEN\":\"s3cret\"}}");
        GeminiInteractionsEndpoint endpoint = context.getEndpoint(
                "gemini-interactions:create?agent=a&mcpServers=#servers&environment=#environment"
                        + "&tools=RAW([{\"type\":\"mcp_server\",\"url\":\"https://s3cret\"}])"
                        + "&webhookConfig=RAW({\"uris\":[\"https://a.example/s3cret\"]})"
                        + "&agentConfig=RAW({\"token\":\"s3cret\"})&generationConfig=RAW({\"a\":\"s3cret\"})"
                        + "&additionalBodyProperty.extra=s3cret&secretHeader.X-Gateway-Key=s3cret"
                        + "&apiKey=s3cret&proxyHost=127.0.0.1&proxyPort=1&proxyAuthUsername=s3cret"
                        + "&proxyAuthPassword=s3cret&prompt=s3cret&systemInstruction=s3cret&conversationId=s3cret"
                        + "&allowedHeaders=all",
                GeminiInteractionsEndpoint.class);
        Message message = new DefaultMessage(new DefaultExchange(context));
        message.setBody("s3cret");
        message.setHeader(GeminiInteractionsConstants.ADDITIONAL_HEADERS, Map.of("X-Mine", "s3cret"));
        message.setHeader(GeminiInteractionsConstants.IDEMPOTENCY_KEY, "s3cret");
        ReadRequest read =
                new RequestReader(endpoint.settings().operations().request(), false, false, List.of()).read(message);

        List<Object> told = new ArrayList<>();
        for (Object found : reachable(List.of(endpoint, endpoint.settings(), read))) {
            if (isContent(found)) continue;
            told.add(found);
            assertThat(found.toString()).as(found.getClass().getName()).doesNotContain("s3cret");
        }
        assertThat(told).hasSizeGreaterThan(20).contains(read.request(), endpoint.settings());
    }

    /** Steps and contents are what a route asked for, and tell it; a log line of ours prints none of them. */
    private static boolean isContent(Object found) {
        String name = found.getClass().getName();
        return name.startsWith(OURS + ".model.Step")
                || name.startsWith(OURS + ".model.Content")
                || found instanceof PendingApproval
                || found instanceof Map // the members of a request, which no text of it has
                || found instanceof GeminiInteractionsEndpoint; // shows its URI, in which the secret options are masked
    }

    private static Set<Object> reachable(List<Object> from) throws IllegalAccessException {
        Set<Object> ours = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (!seen.add(next)) continue;
            if (next instanceof Collection<?> list)
                list.stream().filter(SettingsTextTest::isObject).forEach(open::push);
            if (next instanceof Map<?, ?> map)
                map.values().stream().filter(SettingsTextTest::isObject).forEach(open::push);
            if (!next.getClass().getName().startsWith(OURS) || next instanceof Enum) continue;
            if (!next.getClass().isSynthetic() && !next.getClass().isHidden()) ours.add(next);
            for (Class<?> type = next.getClass(); type.getName().startsWith(OURS); type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())
                            || field.getType().isPrimitive()) continue;
                    if (next.getClass().isHidden()) continue;
                    field.setAccessible(true);
                    Object value = field.get(next);
                    if (isObject(value)) open.push(value);
                }
            }
        }
        return ours;
    }

    private static boolean isObject(Object value) {
        return value != null
                && (value instanceof Collection
                        || value instanceof Map
                        || value.getClass().getName().startsWith(OURS));
    }
}
