// SPDX-License-Identifier: Apache-2.0
/** Headers of Camel messages by their names without case, whatever map the Camel context uses, and their exchanges. */
@NullMarked
package io.github.camelgemini.interactions.internal.support.header;

import org.jspecify.annotations.NullMarked;
