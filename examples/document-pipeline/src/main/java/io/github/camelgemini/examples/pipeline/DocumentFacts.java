// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What the first call asks for. The component makes the schema of the request from this class and the answer an instance.
 *
 * @param title null when the model left it out, as with all the others
 */
public record DocumentFacts(
        @JsonPropertyDescription("What the document calls itself, or a short name for it") @Nullable String title,
        @JsonPropertyDescription("One word: invoice, letter, minutes, recipe, chart, report …") @Nullable String kind,
        @JsonPropertyDescription("Language of the document as a BCP-47 code, for example en") @Nullable String language,
        @JsonPropertyDescription("The one sentence a busy reader needs") @Nullable String gist) {}
