// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** When a function runs. */
public enum ToolExecution {
    /** When the model calls it. */
    auto,
    /** When a person has approved the call. */
    manual
}
