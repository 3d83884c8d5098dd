// SPDX-License-Identifier: Apache-2.0
/**
 * The canned server: a scenario in, the bytes of the API out. Answers are encoded once and shared by all connections, so that
 * the server costs less than any client; the peer {@code floor} shows how much.
 */
@NullMarked
package io.github.camelgemini.benchmarks.server;

import org.jspecify.annotations.NullMarked;
