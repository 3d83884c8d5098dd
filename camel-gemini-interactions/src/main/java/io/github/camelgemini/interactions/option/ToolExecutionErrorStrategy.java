// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What happens when a function that the model called gives no result. */
public enum ToolExecutionErrorStrategy {
    /** The model is told, and decides how to go on. */
    repromptModel,
    /** The exchange fails. */
    failExchange
}
