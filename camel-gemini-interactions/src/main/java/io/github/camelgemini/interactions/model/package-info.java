// SPDX-License-Identifier: Apache-2.0
/**
 * Values that a route can see: requests, interactions, steps, contents, events. They are immutable and can be used by any
 * thread. Types are sealed, with an {@code Unknown} for future kinds; members that no typed field represents are preserved
 * as JSON text in {@code more}. Knows neither Camel nor HTTP, and of Jackson
 * the annotations by which it finds {@link io.github.camelgemini.interactions.model.ApiJson}.
 */
@NullMarked
package io.github.camelgemini.interactions.model;

import org.jspecify.annotations.NullMarked;
