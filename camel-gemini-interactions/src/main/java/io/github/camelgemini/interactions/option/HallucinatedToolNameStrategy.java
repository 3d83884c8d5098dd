// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do if the model calls a function that does not exist. */
public enum HallucinatedToolNameStrategy {
    /** The exchange fails. */
    failExchange,
    /** The model receives the names of the functions that exist. */
    repromptModel
}
