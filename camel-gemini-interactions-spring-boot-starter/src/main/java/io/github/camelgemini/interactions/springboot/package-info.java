// SPDX-License-Identifier: Apache-2.0
/** Configures the component from the properties of a Spring Boot application; nothing else. */
@NullMarked
package io.github.camelgemini.interactions.springboot;

import org.jspecify.annotations.NullMarked;
