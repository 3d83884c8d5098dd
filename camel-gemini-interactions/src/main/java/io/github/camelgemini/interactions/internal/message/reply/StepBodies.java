// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.interactions.internal.client.accumulate.MediaData;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/** Converts steps and contents to message bodies. Never null. */
final class StepBodies {

    private StepBodies() {}

    /**
     * The text of a thought or an answer, the bytes of a media answer, the JSON of every other step.
     *
     * @param interactionId for exceptions; null if it is not known
     * @throws io.github.camelgemini.interactions.exception.InteractionProtocolException if a text is not a string, or media are
     *     not base64
     */
    static Body of(Step step, @Nullable String interactionId) {
        if (step instanceof Step.Thought thought) return new Body(text(thought.summary()), null);
        if (step instanceof Step.ModelOutput output) {
            InteractionJson.checkTexts(output, interactionId);
            return of(output.content());
        }
        return new Body(InteractionJson.write(step), null);
    }

    /** The joined text; without text, or with empty text alone, the bytes of the last media content, or its URI. */
    static Body of(List<Content> contents) {
        boolean hasText = contents.stream()
                .anyMatch(content ->
                        content instanceof Content.Text text && !text.text().isEmpty());
        for (int i = contents.size() - 1; i >= 0 && !hasText; i--) {
            if (!(contents.get(i) instanceof Content.Media media)) continue;
            if (media.data() != null) return new Body(MediaData.decode(media.data()), MediaData.contentType(media));
            if (media.uri() != null) return new Body(media.uri(), null);
        }
        return new Body(text(contents), null);
    }

    static String text(List<Content> contents) {
        List<String> texts = new ArrayList<>();
        for (Content content : contents) if (content instanceof Content.Text text) texts.add(text.text());
        return texts.size() == 1 ? texts.get(0) : String.join("", texts);
    }
}
