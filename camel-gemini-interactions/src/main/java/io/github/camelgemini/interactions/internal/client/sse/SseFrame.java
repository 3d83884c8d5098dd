// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.sse;

import org.jspecify.annotations.Nullable;

/**
 * One record of an event stream.
 *
 * @param event the event's name; null when the record had none
 * @param data the data lines, joined by line feeds. Of an unframed frame: the text as it came
 * @param framed false for text in the stream's place that was never an event stream: bare JSON, a page of a proxy.
 *     Observed: traffic/pasted/143098.deep-research.json-array-503-inside-stream.legacy.sse
 */
public record SseFrame(@Nullable String event, String data, boolean framed) {}
