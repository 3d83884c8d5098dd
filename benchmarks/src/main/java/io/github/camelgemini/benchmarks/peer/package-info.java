// SPDX-License-Identifier: Apache-2.0
/**
 * Ways to call the API, side by side: routes with this component, Google's client, routes with camel-http, LangChain4j, and
 * two HTTP clients without any of them. Each does with an event what its user would do: reads the text.
 */
@NullMarked
package io.github.camelgemini.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
