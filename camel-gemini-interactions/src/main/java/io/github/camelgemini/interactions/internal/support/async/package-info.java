// SPDX-License-Identifier: Apache-2.0
/**
 * What concurrency needs beyond the JDK: an executor, a strand, delays, futures. Knows nothing of Gemini, and nothing of Camel
 * but its pools.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.support.async;

import org.jspecify.annotations.NullMarked;
