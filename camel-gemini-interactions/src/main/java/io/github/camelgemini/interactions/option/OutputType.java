// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** In which form the route gets an answer; the words are those of the option. */
public enum OutputType {
    /** The answer's text; a media answer as bytes. */
    text,
    /** The JSON answer as a value of the output class, else as a Map or List. */
    object,
    /** The values of the package {@code model}. */
    interaction,
    /** Raw JSON, members unknown to us included. */
    json
}
