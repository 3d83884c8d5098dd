// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A body with its media type.
 *
 * @param contentType null for everything but media: what an earlier answer or the input left behind is then removed
 */
record Body(Object value, @Nullable String contentType) {

    void write(Message message) {
        message.setBody(value);
        if (contentType == null) message.removeHeader(Exchange.CONTENT_TYPE);
        else message.setHeader(Exchange.CONTENT_TYPE, contentType);
    }
}
