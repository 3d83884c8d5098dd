// SPDX-License-Identifier: Apache-2.0
/**
 * What came in, as tests see it: recorded requests and the ledger of what they would have cost. Values only.
 */
@NullMarked
package io.github.camelgemini.emulator.traffic;

import org.jspecify.annotations.NullMarked;
