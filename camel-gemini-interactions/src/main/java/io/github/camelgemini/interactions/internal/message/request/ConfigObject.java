// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's option that is a JSON object whose members can also be set one by one ({@code NAME.member=value}).
 *
 * @param json JSON text of the object, with the single members; null for none
 * @param members JSON text of the single members alone; null for none
 */
public record ConfigObject(@Nullable String json, @Nullable String members) {

    /**
     * Merges the options of component and endpoint. Single members override the object of their own level; the endpoint's
     * object overrides the component's single members.
     *
     * @param option name of the option, for messages
     * @param object JSON text of the endpoint's object, else of the component's; null for none
     * @param inherited single members that the object overrides
     * @param own single members that override the object
     * @throws InteractionRequestException if the object is not a JSON object
     */
    public static ConfigObject of(
            String option, @Nullable String object, Map<String, ?> inherited, Map<String, ?> own) {
        return OptionErrors.json(option, () -> {
            String base = inherited.isEmpty() ? null : RequestJson.merge(null, inherited);
            String members = base == null && own.isEmpty() ? null : RequestJson.merge(base, own);
            if (object == null) return new ConfigObject(members, members);
            return new ConfigObject(
                    RequestJson.merge(base == null ? object : RequestJson.overlay(base, object), own), members);
        });
    }

    /**
     * The object to send.
     *
     * @param header JSON text of the header's object, which overrides single members; null if there is no header
     */
    @Nullable
    String overriddenBy(@Nullable String header) {
        if (header == null) return json;
        return members == null ? header : RequestJson.overlay(members, header);
    }

    /** Without values, which may contain secrets. */
    @Override
    public String toString() {
        return "ConfigObject[" + (json == null ? "none" : "set") + "]";
    }
}
