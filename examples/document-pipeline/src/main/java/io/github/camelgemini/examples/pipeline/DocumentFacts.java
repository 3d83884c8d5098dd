// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What the first call asks for. The component makes the request's schema from this class, and the answer an instance of it.
 * A member is null when the model left it out.
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
