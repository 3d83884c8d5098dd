// SPDX-License-Identifier: Apache-2.0
/**
 * Shows calls while they last. In: what a call reports to its observation. Out: lines of a log, and a list of the calls that
 * are open, which an operator can cancel. Knows no prompt and no answer.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.progress;

import org.jspecify.annotations.NullMarked;
