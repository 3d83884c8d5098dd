// SPDX-License-Identifier: Apache-2.0
/**
 * Converts message bodies (text, files, bytes, streams, attachments, lists, maps) to values of {@code model}, and checks
 * their media types and sizes. Independent of the options of an endpoint.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.body;

import org.jspecify.annotations.NullMarked;
