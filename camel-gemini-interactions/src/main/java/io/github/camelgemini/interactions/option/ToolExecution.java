// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** When a function is executed. */
public enum ToolExecution {
    /** As soon as the model calls it. */
    auto,
    /** After a person has approved the call. */
    manual
}
