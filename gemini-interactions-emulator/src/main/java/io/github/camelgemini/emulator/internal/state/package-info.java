// SPDX-License-Identifier: Apache-2.0
/**
 * The stored interactions, their running and their event logs, the ledger and the recorded requests.
 * Never knows HTTP; time comes in as {@code Timers}.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.state;

import org.jspecify.annotations.NullMarked;
