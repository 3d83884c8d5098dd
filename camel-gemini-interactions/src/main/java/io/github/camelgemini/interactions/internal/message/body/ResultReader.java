// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.FunctionJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as the result of a function: text as it is, maps and objects as JSON, bytes and files by their media type.
 *
 * <p>Documented: Interactions API reference, function_result, September 2026: a string, an object, or contents.
 */
public final class ResultReader {

    private final InlineBytes inline;
    private final Function<Message, @Nullable String> mediaType;

    /**
     * @param maxInlineSize how many bytes may be sent within a request
     * @param mediaType what a message says about its body; null for nothing
     */
    public ResultReader(long maxInlineSize, Function<Message, @Nullable String> mediaType) {
        this.inline = new InlineBytes(maxInlineSize);
        this.mediaType = mediaType;
    }

    /**
     * The result as JSON text.
     *
     * @throws InteractionRequestException when nobody can map the body
     */
    public String read(Message message) {
        Object body = message.getBody();
        if (body instanceof CharSequence || body instanceof Reader)
            return FunctionJson.result(message.getBody(String.class));
        ContentReader contents = new ContentReader(message, mediaType.apply(message), inline);
        if (isMedium(body)) return media(List.of(content(body, true, contents)));
        if (body instanceof Collection<?> parts && parts.stream().anyMatch(ResultReader::isMedium)) {
            List<Content> all = new ArrayList<>();
            for (Object part : parts) all.add(content(part, false, contents));
            return media(all);
        }
        return OptionErrors.json("body", () -> FunctionJson.result(body));
    }

    /**
     * The body as the result of the call that a header names; null when none does.
     *
     * @param callIdOf the call that a message names; null for none
     * @param continued the interaction, or the conversation, that waits for it
     */
    @Nullable
    public Step byHand(Message message, Function<Message, @Nullable String> callIdOf, @Nullable String continued) {
        String name = GeminiInteractionsConstants.FUNCTION_CALL_ID;
        // The route of a function has the header, too: what it asks a model is no result of the function.
        Object ours = message.getExchange().getProperty(name);
        if (ours != null && ours.equals(message.getHeader(name))) return null;
        String callId = callIdOf.apply(message);
        if (callId == null) return null;
        if (continued == null)
            throw new InteractionRequestException(
                    name,
                    "The header " + name + " says that the body is the result of a call, but not of which interaction:"
                            + " set the header " + GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID
                            + ", or remove it to send the body as what the user says");
        return new Step.Result(Step.Result.FUNCTION_RESULT, callId, null, read(message), null, null, Map.of());
    }

    /** Removes the header that has been used, but from the route of the function whose call it names. */
    public static void forget(Message message) {
        String name = GeminiInteractionsConstants.FUNCTION_CALL_ID;
        if (message.getExchange().getProperty(name) == null) message.removeHeader(name);
    }

    private static boolean isMedium(@Nullable Object part) {
        return part instanceof byte[]
                || part instanceof File
                || part instanceof Path
                || part instanceof WrappedFile
                || part instanceof InputStream
                || part instanceof ByteBuffer
                || part instanceof Content;
    }

    private static Content content(@Nullable Object part, boolean alone, ContentReader contents) {
        Content content = contents.read(part, alone);
        return content != null
                ? content
                : new Content.Text(OptionErrors.json("body", () -> InteractionJson.text(part)));
    }

    /** Text alone goes as a string, which every model takes. */
    private static String media(List<Content> all) {
        if (all.size() == 1 && all.get(0) instanceof Content.Text text) return FunctionJson.result(text.text());
        StringBuilder list = new StringBuilder("[");
        for (Content content : all) {
            if (list.length() > 1) list.append(',');
            list.append(InteractionJson.write(content));
        }
        return list.append(']').toString();
    }
}
