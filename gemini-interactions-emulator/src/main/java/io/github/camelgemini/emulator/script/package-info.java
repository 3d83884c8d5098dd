// SPDX-License-Identifier: Apache-2.0
/**
 * Scripts: which requests are answered with what, and how that goes wrong. Values that tests write in Java, and the reader
 * that makes them of YAML or JSON. Knows nothing of HTTP, nor of how answers are produced.
 */
@NullMarked
package io.github.camelgemini.emulator.script;

import org.jspecify.annotations.NullMarked;
