// SPDX-License-Identifier: Apache-2.0
/**
 * Replies on their way out: a {@code Reply} comes in and one writer per response sends it, with the faults that break it.
 * The one place where API errors are rendered. Knows nothing of routes and handlers.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.http.reply;

import org.jspecify.annotations.NullMarked;
