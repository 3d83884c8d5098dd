// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Step;

/**
 * Keys of calls in a {@link CallJournal}. The same in each process, and whatever the order of the arguments. Two calls that
 * differ in id, function or arguments have different keys, also where their interactions have the same id: no call gets the
 * result of another one.
 */
final class CallKey {

    private CallKey() {}

    /**
     * @param scope makes the ids of an interaction's calls unique
     * @param call its arguments are JSON
     */
    static String of(String scope, Step.Call call) {
        String names = InteractionJson.text(List.of(String.valueOf(call.id()), String.valueOf(call.name())));
        String identity = InteractionJson.canonical(names) + InteractionJson.canonical(CallPlanner.arguments(call));
        return scope + "/" + call.id() + "/" + digest(identity);
    }

    /** Key of an error that stands for the result of a call in a round that waits for a person. */
    static String ofError(String callKey, FunctionResult error) {
        return callKey + "/error/" + digest(InteractionJson.canonical(error.json()));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) { // every JDK has it
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }
}
