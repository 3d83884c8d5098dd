// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.ApprovalJson;
import io.github.camelgemini.interactions.internal.client.codec.InputJson;
import io.github.camelgemini.interactions.internal.message.body.InlineBytes;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import io.github.camelgemini.interactions.model.PendingApproval;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads a person's decisions about function calls from a body: the {@link PendingApproval} that was written, completed with
 * {@code decisions}. Anyone can write a text, so a text is accepted only if the service itself knows the pending calls.
 */
final class ApprovalReader {

    private static final Pattern DECISION = Pattern.compile("approve|reject(:.*)?", Pattern.DOTALL);

    private static final String JSON_BLANKS = " \t\r\n";

    private ApprovalReader() {}

    /** Null if the body is not a decision. */
    static @Nullable PendingApproval in(Message message, RequestSettings settings) {
        if (Option.INPUT.resolve(message, settings) != null) return null; // the input replaces the body
        Object body = body(message, settings);
        if (body == null) return null;
        boolean text = body instanceof String json && json.contains("\"decisions\"");
        if (!text && !(body instanceof Map) && !InputJson.isTree(body)) return null;
        PendingApproval decided = OptionErrors.json("body", () -> ApprovalJson.decided(body));
        if (decided == null) return null;
        check(decided, text);
        if (Option.PROMPT.resolve(message, settings) != null)
            throw new InteractionRequestException(
                    "prompt", "The body is a decision about calls, which takes no prompt: remove the prompt");
        return decided;
    }

    /**
     * The body; as text if it is the bytes of a JSON object, as HTTP and some queues deliver it. A stream, which can be read
     * only once, is replaced in the message by its bytes.
     */
    private static @Nullable Object body(Message message, RequestSettings settings) {
        if (message.getBody() instanceof InputStream stream)
            message.setBody(new InlineBytes(settings.maxInlineSize()).of(stream));
        Object body = message.getBody();
        return body instanceof byte[] bytes && isObject(bytes) ? new String(bytes, StandardCharsets.UTF_8) : body;
    }

    private static boolean isObject(byte[] bytes) {
        int first = 0;
        while (first < bytes.length && JSON_BLANKS.indexOf(bytes[first]) >= 0) first++;
        return first < bytes.length && bytes[first] == '{';
    }

    private static void check(PendingApproval decided, boolean text) {
        if (decided.decisions().values().stream()
                .anyMatch(word -> !DECISION.matcher(word).matches()))
            throw new InteractionRequestException(
                    "body", "A decision is unknown: write approve, reject, or reject:REASON");
        if (decided.interactionId() == null && text)
            throw new InteractionRequestException(
                    "body",
                    "The calls of an interaction that is not stored are known only from the body, so a text is not"
                            + " trusted: store the body yourself, and unmarshal its JSON before you send it");
        if (decided.interactionId() != null) InteractionIds.checked(decided.interactionId());
        else if (decided.request() == null || decided.request().input().isEmpty())
            throw new InteractionRequestException(
                    "body",
                    "There is neither interaction_id nor request.input: send the whole body that was written for approval");
    }
}
