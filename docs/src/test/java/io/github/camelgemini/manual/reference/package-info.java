// SPDX-License-Identifier: Apache-2.0
/** Tests of the generated tables. */
@NullMarked
package io.github.camelgemini.manual.reference;

import org.jspecify.annotations.NullMarked;
