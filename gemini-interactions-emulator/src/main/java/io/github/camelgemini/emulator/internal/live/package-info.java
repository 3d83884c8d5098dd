// SPDX-License-Identifier: Apache-2.0
/**
 * What the page at {@code /_emulator/} shows: a bounded board of interactions and requests, which the server and the state
 * report to, and a feed per open page that sends what has changed on it. Only reads what the state holds. Knows no HTTP but
 * the policy that the page's file is served with.
 */
@NullMarked
package io.github.camelgemini.emulator.internal.live;

import org.jspecify.annotations.NullMarked;
