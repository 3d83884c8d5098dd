// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do if a function that the model called produces no result. */
public enum ToolExecutionErrorStrategy {
    /** The model receives the error, and decides how to continue. */
    repromptModel,
    /** The exchange fails. */
    failExchange
}
