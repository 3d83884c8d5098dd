// SPDX-License-Identifier: Apache-2.0
/**
 * The values a route can see: requests, interactions, steps, contents, events. Immutable, closed where we act on them and
 * open for what the API adds tomorrow: what a typed field cannot tell is carried along as JSON text in {@code more}. This
 * package knows neither Camel nor HTTP nor a JSON library.
 */
@NullMarked
package io.github.camelgemini.interactions.model;

import org.jspecify.annotations.NullMarked;
