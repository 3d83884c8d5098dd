// SPDX-License-Identifier: Apache-2.0
/**
 * The steps of the component's hot path, each alone, with JMH: bytes to frames, frames to events, events to an interaction,
 * a delta to a message, a request to bytes. {@link io.github.camelgemini.benchmarks.micro.Micro} runs them; what they need
 * is in {@code Sample}, made of the API's bytes. Knows no network and no peer.
 */
@NullMarked
package io.github.camelgemini.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
