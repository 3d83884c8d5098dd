// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What an endpoint does; the words are those of the URI. */
public enum GeminiInteractionsOperation {
    create,
    get,
    await,
    cancel,
    delete,
    resume,
    stream
}
