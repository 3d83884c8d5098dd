// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * Answer of the first call. The component derives the request's schema from this class and returns an instance of it.
 * A member is null if the model left it out.
 */
public record DocumentFacts(
        @JsonPropertyDescription("What the document calls itself, or a short name for it") @Nullable String title,
        @JsonPropertyDescription("What it is") @Nullable Kind kind,
        @JsonPropertyDescription("Its language as a BCP-47 code, for example en") @Nullable String language,
        @JsonPropertyDescription("The one sentence that a busy reader needs") @Nullable String gist) {

    /** The shelves of the office. */
    public enum Kind {
        invoice,
        letter,
        recipe,
        timetable,
        chart,
        minutes,
        other
    }
}
