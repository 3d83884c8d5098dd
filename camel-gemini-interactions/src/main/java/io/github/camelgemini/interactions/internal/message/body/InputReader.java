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
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Reads a body, and what is attached to it, as the steps that are sent. */
public final class InputReader {

    private final InlineBytes inline;
    private final Function<Message, @Nullable String> mediaType;

    /**
     * @param maxInlineSize how many bytes may be sent within a request
     * @param mediaType what a message says about its body; null for nothing
     */
    public InputReader(long maxInlineSize, Function<Message, @Nullable String> mediaType) {
        this.inline = new InlineBytes(maxInlineSize);
        this.mediaType = mediaType;
    }

    /** A text as the whole input. */
    public static List<Step> text(String text) {
        return List.of(new Step.UserInput(List.of(new Content.Text(text))));
    }

    /**
     * @param prompt stands before the body's parts; null for none
     * @throws InteractionRequestException when there is neither prompt nor body, or nobody can map the body
     */
    public List<Step> read(Message message, @Nullable String prompt) {
        List<Step> steps = steps(message);
        if (prompt != null) steps = prompted(prompt, steps);
        if (steps.isEmpty())
            throw new InteractionRequestException(
                    "body", "There is no input: the message needs a body, or the option input or prompt");
        inline.check(steps);
        return steps;
    }

    private static List<Step> prompted(String prompt, List<Step> steps) {
        List<Step> all = new ArrayList<>(steps);
        Content first = new Content.Text(prompt);
        if (steps.isEmpty() || !(steps.get(0) instanceof Step.UserInput input)) {
            all.add(0, new Step.UserInput(List.of(first)));
        } else {
            List<Content> parts = new ArrayList<>(List.of(first));
            parts.addAll(input.content());
            all.set(0, new Step.UserInput(parts, input.more()));
        }
        return all;
    }

    private List<Step> steps(Message message) {
        ContentReader contents = new ContentReader(message, mediaType.apply(message), inline);
        Object body = message.getBody();
        List<Step> steps = body == null ? List.of() : steps(body, contents);
        List<Content> attached = contents.attached();
        return attached.isEmpty() ? steps : followed(steps, attached);
    }

    /** What is attached belongs to the last that the user says. */
    private static List<Step> followed(List<Step> steps, List<Content> attached) {
        List<Step> all = new ArrayList<>(steps);
        int last = steps.size() - 1;
        if (last < 0 || !(steps.get(last) instanceof Step.UserInput input)) {
            all.add(new Step.UserInput(attached));
        } else {
            List<Content> parts = new ArrayList<>(input.content());
            parts.addAll(attached);
            all.set(last, new Step.UserInput(parts, input.more()));
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
        // What an aggregation collected: each has headers of its own.
        if (part instanceof Exchange exchange) return steps(exchange.getMessage());
        if (part instanceof Message message) return steps(message);
        if (part != null && isNative(part)) return nativeSteps(withData(part, contents));
        Content content = contents.read(part, alone);
        if (content != null) return List.of(new Step.UserInput(List.of(content)));
        throw new InteractionRequestException(
                "body",
                "A body of type " + (part == null ? "null" : part.getClass().getName())
                        + " cannot be sent: convert it to a String, byte[], InputStream, File, a Map in the API's own"
                        + " shape, or a List of those");
    }

    private static boolean isNative(Object part) {
        return part instanceof Map || part instanceof Step || part instanceof Content || InputJson.isTree(part);
    }

    private static Object withData(Object part, ContentReader contents) {
        return part instanceof Map<?, ?> map ? contents.withData(map) : part;
    }

    private static List<Step> nativeSteps(Object value) {
        try {
            return InputJson.from(value);
        } catch (IllegalArgumentException e) {
            throw new InteractionRequestException("body", "The body cannot be sent: " + e.getMessage(), e);
        }
    }
}
