// SPDX-License-Identifier: Apache-2.0
/**
 * A trail of what was sent to a model, what came back, who approved what, and what it cost: one row per step, in a table in which
 * a change shows, and as a page.
 *
 * <p>{@code camel/audit.camel.yaml} and the beans that it names are the trail, {@code camel/work.camel.yaml} is what it records.
 */
@NullMarked
package io.github.camelgemini.examples.audit;

import org.jspecify.annotations.NullMarked;
