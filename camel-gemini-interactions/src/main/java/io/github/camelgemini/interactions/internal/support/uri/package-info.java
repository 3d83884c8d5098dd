// SPDX-License-Identifier: Apache-2.0
/**
 * Options as text in a URI: their resources, and the URI as it may be shown, without secrets. Knows Camel, and nothing of Gemini.
 */
@NullMarked
package io.github.camelgemini.interactions.internal.support.uri;

import org.jspecify.annotations.NullMarked;
