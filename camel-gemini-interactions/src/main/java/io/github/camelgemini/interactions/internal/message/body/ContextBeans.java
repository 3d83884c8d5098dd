// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.support.context.ContextPlugin;
import org.apache.camel.CamelContext;

/**
 * The Jackson mapper of a Camel context: the only {@code ObjectMapper} in its registry, else the component's own. As camel-jackson
 * finds it, but asked anew by each endpoint that starts, because beans may come and be replaced.
 */
public final class ContextBeans {

    // Guarded by this.
    private BeanMapper last = BeanMapper.OWN;

    private ContextBeans() {}

    /** @throws InteractionRequestException if the user's mapper cannot be used */
    public static BeanMapper of(CamelContext context) {
        return ContextPlugin.of(context, ContextBeans.class, ContextBeans::new).find(context);
    }

    private synchronized BeanMapper find(CamelContext context) {
        try {
            last = BeanMapper.among(context.getRegistry().findByType(BeanMapper.TYPE), last);
        } catch (IllegalArgumentException e) {
            throw new InteractionRequestException(
                    "outputClass",
                    "Nothing can be read from or written as JSON: " + e.getMessage()
                            + "; register another one, or none",
                    e);
        }
        return last;
    }
}
