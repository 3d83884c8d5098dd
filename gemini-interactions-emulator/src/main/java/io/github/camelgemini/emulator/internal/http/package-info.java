// SPDX-License-Identifier: Apache-2.0
/**
 * The server: one table of routes, handlers that take an {@code IncomingRequest} and return a {@code Reply}, one place that
 * renders errors, one writer per response. Faults that break a response are applied here.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.http;

import org.jspecify.annotations.NullMarked;
