// SPDX-License-Identifier: Apache-2.0
/**
 * Support for tests on Camel's own test kit. The only package that needs Camel: {@code camel-test-junit5} is an optional
 * dependency of this module. Knows the component by its name alone.
 */
@NullMarked
package io.github.camelgemini.emulator.camel;

import org.jspecify.annotations.NullMarked;
