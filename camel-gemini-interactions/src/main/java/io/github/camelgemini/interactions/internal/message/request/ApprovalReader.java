// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.auth.ApprovalKey;
import io.github.camelgemini.interactions.internal.client.codec.ApprovalJson;
import io.github.camelgemini.interactions.internal.client.codec.InputJson;
import io.github.camelgemini.interactions.internal.message.body.InlineBytes;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;

/**
 * Reads a person's decisions about function calls: the round that was written, completed with {@code decisions}. For the
 * operation {@code approve} only. Anyone can write such a body: without a key, only its ids, calls, results and decisions are
 * read, and they are compared with what the service has.
 */
final class ApprovalReader {

    private static final Pattern DECISION = Pattern.compile("approve|reject(:.*)?", Pattern.DOTALL);

    private static final String CURE =
            ": send the whole JSON that was written for the status requires_action, completed with"
                    + " decisions: {callId: \"approve\" or \"reject: reason\"}";

    private ApprovalReader() {}

    /**
     * The round in the body. It has a signature, a request and tags only if the signature is that of the component's key.
     *
     * @throws InteractionRequestException if the body is no round with decisions, or is not signed although there is a key
     */
    static PendingApproval read(Message message, RequestSettings settings) {
        ApprovalJson.Decided decided = decided(body(message, settings.maxInlineSize()));
        PendingApproval round = decided.approval();
        checkDecisions(round);
        ApprovalKey key = settings.approvalKey();
        if (key == null) round = unsigned(round);
        else checkSignature(key, decided);
        checkOrigin(round);
        return round;
    }

    private static Object body(Message message, long longest) {
        Object body = message.getBody();
        InlineBytes inline = new InlineBytes(longest);
        if (body instanceof InputStream stream) return inline.of(stream);
        if (body instanceof ByteBuffer buffer) return inline.of(buffer);
        if (body instanceof byte[] bytes) return inline.of(bytes);
        if (body instanceof CharSequence text) {
            if (text.length() > longest) inline.of(text.toString().getBytes(StandardCharsets.UTF_8));
            return text.toString();
        }
        if (body instanceof WrappedFile || body instanceof File || body instanceof Path || body instanceof Reader) {
            InputStream stream = message.getBody(InputStream.class);
            if (stream != null) return inline.of(stream);
        }
        if (body instanceof Map || body != null && InputJson.isTree(body)) return body;
        throw refused(
                "it is " + (body == null ? "empty" : "a " + body.getClass().getName()));
    }

    private static ApprovalJson.Decided decided(Object body) {
        try {
            return ApprovalJson.decided(body);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static InteractionRequestException refused(String why) {
        return new InteractionRequestException("body", "The body is no round of calls with decisions, " + why + CURE);
    }

    private static void checkDecisions(PendingApproval round) {
        if (!round.decisions().values().stream()
                .allMatch(word -> DECISION.matcher(word).matches()))
            throw new InteractionRequestException(
                    "body", "A decision is unknown: write approve, reject, or reject: REASON in decisions");
    }

    /** Nothing that decides how the service is asked comes from a body that anyone may have written. */
    private static PendingApproval unsigned(PendingApproval round) {
        return new PendingApproval(
                round.interactionId(),
                null,
                round.pending(),
                round.results(),
                null,
                List.of(),
                round.decisions(),
                null);
    }

    private static void checkSignature(ApprovalKey key, ApprovalJson.Decided decided) {
        String signature = decided.approval().signature();
        if (signature != null && key.hasSigned(decided.signed(), signature)) return;
        throw new InteractionRequestException(
                "body",
                "The round "
                        + (signature == null
                                ? "has no signature: it was written without an approvalKey, or was changed since"
                                : "was changed since it was signed, or its signature was made with another approvalKey")
                        + ". Nothing was run or sent. Keep the JSON as it was written and add decisions only, and set the"
                        + " same approvalKey wherever rounds are written and approved");
    }

    private static void checkOrigin(PendingApproval round) {
        if (round.interactionId() != null) {
            InteractionIds.checked(round.interactionId());
            return;
        }
        if (round.signature() == null)
            throw new InteractionRequestException(
                    "body",
                    "The round has no interaction_id, so the service cannot tell which calls wait. Nothing was run or sent:"
                            + " send the whole body that was written; a round of store=false needs an approvalKey at the"
                            + " component, where it is written and where it is approved");
        if (round.request() == null || round.request().input().isEmpty())
            throw new InteractionRequestException(
                    "body",
                    "There is neither interaction_id nor request.input: send the whole body that was written for approval");
    }

    /**
     * The request that continues: what the endpoint sets, and of the rest what the signed round has. Its input is the history
     * of a round that the service has not stored, else nothing.
     *
     * @param own parameters of the endpoint and the message; neither model nor agent if none is set
     */
    static InteractionRequest continued(PendingApproval round, InteractionRequest own) {
        InteractionRequest signed = round.request();
        if (signed == null) return own.withInput(List.of(), round.interactionId());
        boolean hasTarget = own.model() != null || own.agent() != null;
        Map<String, String> more = new LinkedHashMap<>(signed.more());
        more.putAll(own.more());
        return new InteractionRequest(
                hasTarget ? own.model() : signed.model(),
                hasTarget ? own.agent() : signed.agent(),
                signed.input(),
                own.systemInstruction() != null ? own.systemInstruction() : signed.systemInstruction(),
                own.tools().isEmpty() ? signed.tools() : own.tools(),
                own.generationConfig() != null ? own.generationConfig() : signed.generationConfig(),
                own.responseFormat() != null ? own.responseFormat() : signed.responseFormat(),
                round.interactionId() != null ? round.interactionId() : signed.previousInteractionId(),
                signed.store(),
                signed.background(),
                own.stream(),
                more);
    }
}
