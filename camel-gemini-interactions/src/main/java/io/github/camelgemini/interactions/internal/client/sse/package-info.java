// SPDX-License-Identifier: Apache-2.0
/**
 * Server-sent events as the WHATWG standard defines them: bytes in,
 * {@link io.github.camelgemini.interactions.internal.client.sse.SseFrame frames} out. Independent of Gemini and JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.sse;

import org.jspecify.annotations.NullMarked;
