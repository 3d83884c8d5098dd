// SPDX-License-Identifier: Apache-2.0
/**
 * What is answered when no script says otherwise, and how an answer becomes a sequence of stream events.
 * A request and the earlier turns come in, an {@code Outcome} goes out. Never knows HTTP, time or storage.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.answer;

import org.jspecify.annotations.NullMarked;
