// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A request member that is sent unchanged.
 *
 * <p>Documented: Interactions API reference, interactions.create, September 2026.
 *
 * @param option option whose value is the member's JSON text
 * @param wireName name of the member on the wire
 */
record PassThroughOption(Option<String> option, String wireName, JsonShape shape) {

    static final List<PassThroughOption> ALL = List.of(
            of(GeminiInteractionsConstants.RESPONSE_MODALITIES, "response_modalities", JsonShape.WORDS),
            of(GeminiInteractionsConstants.ENVIRONMENT, "environment", JsonShape.TEXT_OR_OBJECT),
            of(GeminiInteractionsConstants.CONTINUATION_TOKEN, InteractionRequest.CONTINUATION_TOKEN, JsonShape.TEXT),
            of(GeminiInteractionsConstants.SERVICE_TIER, "service_tier", JsonShape.TEXT),
            of(GeminiInteractionsConstants.SAFETY_SETTINGS, "safety_settings", JsonShape.OBJECTS),
            of(GeminiInteractionsConstants.LABELS, "labels", JsonShape.OBJECT_OF_TEXTS),
            of(GeminiInteractionsConstants.WEBHOOK_CONFIG, "webhook_config", JsonShape.OBJECT));

    private static PassThroughOption of(String header, String wireName, JsonShape shape) {
        return new PassThroughOption(
                Option.json(header, shape::json, settings -> settings.passThrough()
                        .members()
                        .get(wireName)),
                wireName,
                shape);
    }

    /**
     * Converts the options of an endpoint.
     *
     * @param options name of an option to its text; other options are ignored
     * @return wire name to JSON text
     * @throws InteractionRequestException naming the option that is invalid
     */
    static Map<String, String> of(Map<String, @Nullable String> options) {
        Map<String, String> members = new LinkedHashMap<>();
        for (PassThroughOption member : ALL) {
            String text = options.get(member.option().name());
            if (text != null && !text.isBlank())
                members.put(member.wireName(), OptionErrors.json(member.option().name(), () -> member.shape()
                        .json(text)));
        }
        return members;
    }

    /** Reads the members of a message, whose headers override the endpoint; wire name to JSON text. */
    static Map<String, String> of(Message message, RequestSettings settings) {
        Map<String, String> members = new LinkedHashMap<>();
        for (PassThroughOption member : ALL) {
            String json = member.option().resolve(message, settings);
            if (json != null) members.put(member.wireName(), json);
        }
        return members;
    }
}
