// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import org.jspecify.annotations.Nullable;

/**
 * One record of an event stream.
 *
 * @param event name of the event; null if the record had none
 * @param data data lines joined by line feeds; if not framed, the text as received
 * @param framed false for text that is not an event stream, such as bare JSON or a page of a proxy. Observed:
 *     traffic/pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse
 */
public record SseFrame(@Nullable String event, String data, boolean framed) {}
