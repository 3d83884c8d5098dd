// SPDX-License-Identifier: Apache-2.0
/**
 * The Gemini Interactions API on your own machine: a library and JUnit 5 extension for tests, a bean, a program.
 * HTTP requests come in, answers of a stand-in or of a {@link io.github.camelgemini.emulator.script.Script} go out.
 * It shares no code with any client, so that the two can only agree by both being right.
 */
@NullMarked
package io.github.camelgemini.emulator;

import org.jspecify.annotations.NullMarked;
