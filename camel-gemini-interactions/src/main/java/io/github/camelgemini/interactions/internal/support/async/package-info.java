// SPDX-License-Identifier: Apache-2.0
/**
 * Concurrency utilities beyond the JDK: executors, a strand, backoff, futures. Knows nothing of Gemini, and of Camel only
 * its thread pools.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.support.async;

import org.jspecify.annotations.NullMarked;
