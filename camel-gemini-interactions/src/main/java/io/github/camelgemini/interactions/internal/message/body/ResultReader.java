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
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/**
 * Converts a body to the result of a function: text unchanged, maps and objects as JSON, bytes and files by media type.
 *
 * <p>Documented: Interactions API reference, function_result, September 2026: a string, an object, or contents.
 */
public final class ResultReader {

    private final InlineBytes inline;
    private final Function<Message, @Nullable String> mediaType;
    private final BeanMapper beans;

    /** Parameters as of {@link InputReader}. */
    public ResultReader(long maxInlineSize, Function<Message, @Nullable String> mediaType, BeanMapper beans) {
        this.inline = new InlineBytes(maxInlineSize);
        this.mediaType = mediaType;
        this.beans = beans;
    }

    /**
     * The result as JSON text.
     *
     * @throws InteractionRequestException if the body cannot be converted
     */
    public String read(Message message) {
        Object body = message.getBody();
        if (body instanceof CharSequence || body instanceof Reader)
            return FunctionJson.result(message.getBody(String.class));
        ContentReader contents = new ContentReader(message, mediaType.apply(message), inline);
        if (isMedia(body)) return media(List.of(content(body, true, contents)));
        if (body instanceof Collection<?> parts && parts.stream().anyMatch(ResultReader::isMedia)) {
            List<Content> all = new ArrayList<>();
            for (Object part : parts) all.add(content(part, false, contents));
            return media(all);
        }
        return OptionErrors.json("body", () -> FunctionJson.result(beans.tree(body)));
    }

    /**
     * The body as the result of the call that a header names; null without the header.
     *
     * @param callIdOf reads the id of the call from a message; null for none
     * @param continued interaction or conversation that waits for the result; null if it is not known
     */
    @Nullable
    public Step byHand(Message message, Function<Message, @Nullable String> callIdOf, @Nullable String continued) {
        String name = GeminiInteractionsConstants.FUNCTION_CALL_ID;
        // In the route of a function the component sets the header: a request from there is not the function's result.
        Object ownCall = MessageExchange.of(message).getProperty(name);
        if (ownCall != null && ownCall.equals(MessageHeaders.get(message, name))) return null;
        String callId = callIdOf.apply(message);
        if (callId == null) return null;
        if (continued == null)
            throw new InteractionRequestException(
                    name,
                    "The header " + name + " says that the body is the result of a call, but not of which interaction:"
                            + " set the header " + GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID
                            + ", or remove it to send the body as user input");
        return new Step.Result(Step.Result.FUNCTION_RESULT, callId, null, read(message), null, null, Map.of());
    }

    /** Removes the used header, except in the route of a function, where the component sets it. */
    public static void forget(Message message) {
        String name = GeminiInteractionsConstants.FUNCTION_CALL_ID;
        if (MessageExchange.of(message).getProperty(name) == null) MessageHeaders.remove(message, name);
    }

    private static boolean isMedia(@Nullable Object part) {
        return part instanceof byte[]
                || part instanceof File
                || part instanceof Path
                || part instanceof WrappedFile
                || part instanceof InputStream
                || part instanceof ByteBuffer
                || part instanceof Content;
    }

    private Content content(@Nullable Object part, boolean alone, ContentReader contents) {
        Content content = contents.read(part, alone);
        if (content != null && isMedia(part) && !(part instanceof Content) && ContentReader.isNothing(content))
            throw ContentReader.empty("The result is empty: send content with bytes, or a text without characters");
        return content != null
                ? content
                : new Content.Text(OptionErrors.json("body", () -> InteractionJson.text(beans.tree(part))));
    }

    /** A single text is sent as a string, which every model accepts. */
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
