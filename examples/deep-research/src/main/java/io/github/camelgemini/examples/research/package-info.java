// SPDX-License-Identifier: Apache-2.0
/**
 * Research in the background that outlives the node that started it, and its report as HTML and PDF.
 *
 * <p>{@code camel/node.camel.yaml} is a node, {@link io.github.camelgemini.examples.research.Report} is its bean. The rest of the
 * Java starts nodes, kills one, and counts.
 */
@NullMarked
package io.github.camelgemini.examples.research;

import org.jspecify.annotations.NullMarked;
