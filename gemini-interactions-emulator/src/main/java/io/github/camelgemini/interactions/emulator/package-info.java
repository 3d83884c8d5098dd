// SPDX-License-Identifier: Apache-2.0
/**
 * The Gemini Interactions API on your own machine. Requests come in over real sockets, answers go out as the service
 * would give them. It never knows Camel, the component, or how the component reads and writes JSON.
 */
@NullMarked
package io.github.camelgemini.interactions.emulator;

import org.jspecify.annotations.NullMarked;
