// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Map;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import org.jspecify.annotations.Nullable;

/**
 * An option that is a JSON object and can also be said member by member ({@code NAME.member=value}), as an endpoint says it.
 *
 * @param json the object with the single members set; JSON text, null for none
 * @param members the single members alone; JSON text, null for none
 */
public record ConfigObject(@Nullable String json, @Nullable String members) {

    /**
     * Puts together what component and endpoint say. Single members are set over the object of their own level; the
     * endpoint's object is set over the component's single members.
     *
     * @param option name of the option, for messages
     * @param object JSON text of the nearest level that has one; null for none
     * @param lower single members of a level below the object's
     * @param upper single members of the object's level and those above it
     * @throws InteractionRequestException when the object is none
     */
    public static ConfigObject of(String option, @Nullable String object, Map<String, ?> lower, Map<String, ?> upper) {
        return OptionErrors.json(option, () -> {
            String below = lower.isEmpty() ? null : RequestJson.merge(null, lower);
            String members = below == null && upper.isEmpty() ? null : RequestJson.merge(below, upper);
            if (object == null) return new ConfigObject(members, members);
            String base = below == null ? object : RequestJson.overlay(below, object);
            return new ConfigObject(RequestJson.merge(base, upper), members);
        });
    }

    /**
     * The object that is sent.
     *
     * @param header JSON text of the header's object, whose members win over the single ones; null when there is no header
     */
    @Nullable
    String under(@Nullable String header) {
        if (header == null) return json;
        return members == null ? header : RequestJson.overlay(members, header);
    }
}
