// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InputJson;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Converts a body and its attachments to the steps that are sent. A body, or a part of one, without characters, bytes or
 * elements is nothing: what is beside it is sent alone.
 */
public final class InputReader {

    private final InlineBytes inline;
    private final Function<Message, @Nullable String> mediaType;
    private final BeanMapper beans;

    /**
     * @param maxInlineSize maximum size of one content, in bytes
     * @param mediaType reads the media type that a message sets for its body; null for none
     * @param beans writes the values of Maps
     */
    public InputReader(long maxInlineSize, Function<Message, @Nullable String> mediaType, BeanMapper beans) {
        this.inline = new InlineBytes(maxInlineSize);
        this.mediaType = mediaType;
        this.beans = beans;
    }

    /** A text as the whole input. */
    public static List<Step> text(String text) {
        return List.of(new Step.UserInput(List.of(new Content.Text(text))));
    }

    /**
     * @param prompt first part of the input, before the body; null for none
     * @throws InteractionRequestException if there is nothing to send, or the body cannot be converted
     */
    public List<Step> read(Message message, @Nullable String prompt) {
        List<Step> steps = steps(message);
        if (prompt != null) steps = added(List.of(new Content.Text(prompt)), true, steps);
        if (steps.isEmpty())
            throw ContentReader.empty("There is no input, as the body is empty: send a body, or set the option input or"
                    + " prompt, or one of their headers");
        inline.check(steps);
        return steps;
    }

    private List<Step> steps(Message message) {
        ContentReader contents = new ContentReader(message, mediaType.apply(message), inline);
        Object body = message.getBody();
        List<Step> steps = body == null ? List.of() : steps(body, contents);
        List<Content> attached = contents.attached();
        return attached.isEmpty() ? steps : added(attached, false, steps);
    }

    /** Adds contents before or after all others, to the user input that is there if there is one. */
    private static List<Step> added(List<Content> added, boolean before, List<Step> steps) {
        List<Step> all = new ArrayList<>(steps);
        int nearest = before ? 0 : steps.size() - 1;
        if (steps.isEmpty() || !(steps.get(nearest) instanceof Step.UserInput input)) {
            all.add(before ? 0 : steps.size(), new Step.UserInput(added));
        } else {
            List<Content> parts = new ArrayList<>(input.content());
            parts.addAll(before ? 0 : parts.size(), added);
            all.set(nearest, new Step.UserInput(parts, input.more()));
        }
        return all;
    }

    private List<Step> steps(Object body, ContentReader contents) {
        Collection<?> parts = body instanceof Object[] array
                ? Arrays.asList(array)
                : body instanceof Collection<?> collection ? collection : null;
        if (parts == null) return part(body, true, contents);
        if (!parts.isEmpty() && parts.stream().allMatch(InputReader::isNative))
            return nativeSteps(
                    parts.stream().map(part -> withData(part, contents)).toList());
        List<Content> collected = new ArrayList<>();
        for (Object part : parts) {
            for (Step step : part(part, false, contents)) {
                if (!(step instanceof Step.UserInput input))
                    throw new InteractionRequestException(
                            "body", "The body is a list that mixes steps with contents: send a list of one kind");
                collected.addAll(input.content());
            }
        }
        return collected.isEmpty() ? List.of() : List.of(new Step.UserInput(collected));
    }

    private List<Step> part(@Nullable Object part, boolean alone, ContentReader contents) {
        // Collected by an aggregation: each has its own headers.
        if (part instanceof Exchange exchange) return steps(exchange.getMessage());
        if (part instanceof Message message) return steps(message);
        if (part == null || InputJson.isEmptyTree(part)) return List.of();
        if (isNative(part)) return nativeSteps(withData(part, contents));
        Content content = contents.read(part, alone);
        if (content != null)
            return ContentReader.isNothing(content) ? List.of() : List.of(new Step.UserInput(List.of(content)));
        throw new InteractionRequestException(
                "body",
                "A body of type " + part.getClass().getName()
                        + " cannot be sent: marshal().json() in front of the call makes a JSON text of it; else convert it"
                        + " to a String, byte[], InputStream, File, a Map in the API's own shape, or a List of those");
    }

    private static boolean isNative(Object part) {
        return part instanceof Map || part instanceof Step || part instanceof Content || InputJson.isTree(part);
    }

    private Object withData(Object part, ContentReader contents) {
        if (!(part instanceof Map<?, ?> map)) return part;
        Object tree = OptionErrors.json("body", () -> beans.tree(contents.withData(map)));
        return tree == null ? map : tree;
    }

    private static List<Step> nativeSteps(Object value) {
        try {
            return InputJson.from(value);
        } catch (IllegalArgumentException e) {
            throw new InteractionRequestException("body", "The body cannot be sent: " + e.getMessage(), e);
        }
    }
}
