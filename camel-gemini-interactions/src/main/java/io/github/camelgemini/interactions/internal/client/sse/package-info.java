// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes in, {@link io.github.camelgemini.interactions.internal.client.sse.SseFrame frames} out, after the WHATWG text on
 * server-sent events. It never knows Gemini or JSON, and imports the JDK only.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.sse;

import org.jspecify.annotations.NullMarked;
