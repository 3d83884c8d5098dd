// SPDX-License-Identifier: Apache-2.0
/**
 * Scripts on their way in (YAML, JSON) and in use: which rule answers which request. Never knows HTTP.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.script;

import org.jspecify.annotations.NullMarked;
