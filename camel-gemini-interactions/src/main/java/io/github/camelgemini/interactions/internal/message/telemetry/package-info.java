// SPDX-License-Identifier: Apache-2.0
/**
 * Traces and metrics of calls. In: what a call does, as {@code observation} reports it. Out: spans through Camel's tracer and
 * meters of Micrometer, each where the application has it; the headers by which other exchanges continue a trace. Knows no
 * exporter and no library of OpenTelemetry.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.telemetry;

import org.jspecify.annotations.NullMarked;
