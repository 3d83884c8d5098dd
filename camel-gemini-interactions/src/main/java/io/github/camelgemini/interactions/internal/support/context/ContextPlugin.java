// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.context;

import java.util.function.Supplier;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;

/** One object per Camel context. Any thread. */
public final class ContextPlugin {

    private ContextPlugin() {}

    /** The context's object of that type; the first call makes it. */
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
