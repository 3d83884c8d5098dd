// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** The operation of an endpoint, as in its URI. */
public enum GeminiInteractionsOperation {
    create,
    get,
    await,
    cancel,
    delete,
    resume,
    approve,
    stream
}
