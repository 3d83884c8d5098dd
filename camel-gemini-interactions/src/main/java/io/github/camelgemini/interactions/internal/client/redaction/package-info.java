// SPDX-License-Identifier: Apache-2.0
/**
 * Removes from the API's texts what they quote: a text and the requests that it may quote come in, a short text for the
 * message of an exception goes out. Never sends, stores or logs anything.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.redaction;

import org.jspecify.annotations.NullMarked;
