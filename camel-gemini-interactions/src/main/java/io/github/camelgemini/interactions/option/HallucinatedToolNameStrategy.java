// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What happens when the model calls a function that is not there. */
public enum HallucinatedToolNameStrategy {
    /** The exchange fails. */
    failExchange,
    /** The model is told which functions there are. */
    repromptModel
}
