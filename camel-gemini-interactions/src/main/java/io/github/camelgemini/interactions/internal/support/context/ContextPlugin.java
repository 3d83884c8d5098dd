// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.context;

import java.util.function.Supplier;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;

/** Holds one object per Camel context and type. Any thread. */
public final class ContextPlugin {

    private ContextPlugin() {}

    /** The context's object of that type, which the first call creates. */
    public static <T> T of(CamelContext context, Class<T> type, Supplier<T> maker) {
        ExtendedCamelContext extension = context.getCamelContextExtension();
        synchronized (extension) {
            T plugin = extension.getContextPlugin(type);
            if (plugin == null) {
                plugin = maker.get();
                extension.addContextPlugin(type, plugin);
            }
            return plugin;
        }
    }
}
