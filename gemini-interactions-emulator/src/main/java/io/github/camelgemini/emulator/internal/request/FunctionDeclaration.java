// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import com.fasterxml.jackson.databind.JsonNode;

/** A function the caller can run. {@code parameters} is a JSON Schema, possibly missing. */
public record FunctionDeclaration(String name, JsonNode parameters) {}
