// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.internal.client.codec.ErrorJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.codec.RequestJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Prepares texts of the API for messages of exceptions: without what they quote of the requests of one exchange, of their
 * headers and of the answers. Without a request it is not known what a text quotes, as in a read of a stored interaction:
 * then nothing of it is shown. Any thread.
 */
public final class Redaction {

    /** Of no exchange and no request: shows nothing. */
    public static final Redaction NOTHING = new Redaction(Map::of, false);

    // Set once.
    private final Supplier<Map<String, String>> headers;
    private final boolean ofExchange;
    // Only added to. Written as JSON when a text is shown: until then, only the values are held.
    private final List<InteractionRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Interaction> answers = new CopyOnWriteArrayList<>();
    // Whether there was an answer that is not known. Once true, stays true.
    private volatile boolean hasUnknown;

    private Redaction(Supplier<Map<String, String>> headers, boolean ofExchange) {
        this.headers = headers;
        this.ofExchange = ofExchange;
    }

    /**
     * For requests of different exchanges, each of which is compared with its own errors only.
     *
     * @param headers the headers that requests are sent with
     */
    public static Redaction ofRequests(Supplier<Map<String, String>> headers) {
        return new Redaction(headers, false);
    }

    /**
     * For the requests of one exchange, such as the rounds of function calls.
     *
     * @param headers the headers that requests are sent with
     */
    public static Redaction ofExchange(Supplier<Map<String, String>> headers) {
        return new Redaction(headers, true);
    }

    /** The redaction for the errors of a request that is about to be sent. */
    public Redaction of(InteractionRequest request) {
        Redaction own = ofExchange ? this : new Redaction(headers, true);
        own.requests.add(request);
        return own;
    }

    /** Adds an answer: a later request of the exchange continues it. */
    public void answered(Interaction answer) {
        if (ofExchange) answers.add(answer);
    }

    /** Notes an answer whose steps were discarded: no later text is shown, as it may quote them. */
    public void answeredUnknown() {
        if (ofExchange) hasUnknown = true;
    }

    /**
     * A text as the message of an exception may have it.
     *
     * @param apiMessage text of the API
     * @param answer the answer so far, which the text may quote; null for none
     * @return at most 300 characters, without control characters, and with a mark instead of each sequence of 16 or more
     *     characters that also stands in a request or an answer, and of each whole text of them from 8 characters on; null if
     *     there is nothing to show
     */
    public @Nullable String shown(@Nullable String apiMessage, @Nullable Interaction answer) {
        if (apiMessage == null || requests.isEmpty() || hasUnknown) return null;
        QuotedText text = new QuotedText(apiMessage);
        for (InteractionRequest request : requests) {
            text.compare(RequestJson.write(request));
            compareTexts(text, request.input());
            if (request.systemInstruction() != null) text.compareWhole(request.systemInstruction());
        }
        for (Interaction earlier : answers) compare(text, earlier);
        if (answer != null) compare(text, answer);
        headers.get().values().forEach(text::compareSecret);
        return text.withoutQuotes();
    }

    private static void compare(QuotedText text, Interaction answer) {
        compareTexts(text, answer.steps());
        for (Step step : answer.steps()) {
            // Without the error of a failed output, which is the text itself.
            if (!(step instanceof Step.ModelOutput output)) text.compare(InteractionJson.write(step));
            else for (Content content : output.content()) text.compare(InteractionJson.write(content));
        }
    }

    private static void compareTexts(QuotedText text, List<Step> steps) {
        List<String> parts = new ArrayList<>();
        for (Step step : steps) {
            List<Content> contents = List.of();
            if (step instanceof Step.UserInput input) contents = input.content();
            if (step instanceof Step.ModelOutput output) contents = output.content();
            for (Content content : contents) if (content instanceof Content.Text part) parts.add(part.text());
        }
        parts.forEach(text::compareWhole);
        text.compareJoined(parts);
    }

    /**
     * The texts of the errors of a run, as the message of an exception may have them.
     *
     * @return null if there is nothing to show
     */
    public @Nullable String shownErrors(Interaction run) {
        List<String> shown = new ArrayList<>();
        for (InteractionError error : ErrorJson.errorsOf(run)) {
            String text = shown(error.message(), run);
            if (text != null) shown.add(text);
            if (shown.size() == QuotedText.MAX_TEXTS) break;
        }
        return shown.isEmpty() ? null : String.join("; ", shown);
    }
}
