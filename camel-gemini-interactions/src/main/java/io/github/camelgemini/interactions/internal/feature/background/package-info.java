// SPDX-License-Identifier: Apache-2.0
/**
 * Runs that outlive the exchange that created them: a create writes a row to the {@code RunRepository}, and a poller emits
 * each run that has ended. Knows rows and states, no HTTP.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.feature.background;

import org.jspecify.annotations.NullMarked;
