// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.List;

/** Whether functions may, must or must not be called. An empty list of names allows all. */
public record ToolChoice(String mode, List<String> names) {
    public static final ToolChoice AUTO = new ToolChoice("auto", List.of());

    public ToolChoice {
        names = List.copyOf(names);
    }

    public boolean allows(String name) {
        return !mode.equals("none") && (names.isEmpty() || names.contains(name));
    }

    public boolean forces() {
        return mode.equals("any");
    }
}
