// SPDX-License-Identifier: Apache-2.0
/**
 * Text to JSON trees and back, with the limits of large media bodies. Knows nothing of interactions.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.json;

import org.jspecify.annotations.NullMarked;
