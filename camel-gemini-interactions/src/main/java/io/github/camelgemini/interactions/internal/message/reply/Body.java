// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message body with its content type.
 *
 * @param contentType null if there is none: the header of the input or of an earlier answer is then removed
 */
record Body(Object value, @Nullable String contentType) {

    void write(Message message) {
        message.setBody(value);
        if (contentType == null) MessageHeaders.remove(message, Exchange.CONTENT_TYPE);
        else MessageHeaders.set(message, Exchange.CONTENT_TYPE, contentType);
    }
}
