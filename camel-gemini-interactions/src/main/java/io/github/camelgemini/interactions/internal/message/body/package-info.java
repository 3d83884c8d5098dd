// SPDX-License-Identifier: Apache-2.0
/**
 * Message bodies as content of the API: text, files, bytes, streams, attachments, lists and maps, with their media types and sizes.
 * A body comes in; values of {@code model} go out. Knows no option of an endpoint.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.message.body;

import org.jspecify.annotations.NullMarked;
