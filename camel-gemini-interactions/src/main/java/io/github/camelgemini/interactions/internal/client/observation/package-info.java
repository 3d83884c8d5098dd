// SPDX-License-Identifier: Apache-2.0
/**
 * The port through which a call reports its progress to what measures or shows it. In: attempts, polls, resumes, events and the
 * answer, from the packages that make them. Out: nothing; an observation never changes a call. Knows neither Camel nor any
 * library of traces or metrics.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.client.observation;

import org.jspecify.annotations.NullMarked;
