// SPDX-License-Identifier: Apache-2.0
/**
 * What messages of exceptions show of the API's texts: a text and the requests that it may quote come in, a short text
 * without quotations goes out. Never sends, stores or logs anything.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.redaction;

import org.jspecify.annotations.NullMarked;
