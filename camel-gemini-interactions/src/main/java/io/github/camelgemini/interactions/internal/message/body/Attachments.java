// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import jakarta.activation.DataHandler;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import org.apache.camel.Message;
import org.apache.camel.attachment.AttachmentMessage;

/** Attachments of a message, if the optional camel-attachments is on the class path. */
final class Attachments {

    private static final boolean KNOWN = isKnown("org.apache.camel.attachment.AttachmentMessage");

    private Attachments() {}

    /** @param bytes opened; the reader closes them */
    record Attached(PartMetadata metadata, InputStream bytes) {}

    /** The attachments in order; empty without camel-attachments. */
    static List<Attached> of(Message message) {
        return KNOWN ? Known.of(message) : List.of();
    }

    static boolean isKnown(String className) {
        try {
            Class.forName(className, false, Attachments.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** The only code that refers to classes of camel-attachments, so that it is loaded only with them. */
    private static final class Known {

        static List<Attached> of(Message message) {
            AttachmentMessage attachments = MessageExchange.of(message).getMessage(AttachmentMessage.class);
            List<Attached> all = new ArrayList<>();
            if (attachments == null || !attachments.hasAttachments()) return all;
            attachments.getAttachments().forEach((name, data) -> all.add(opened(name, data)));
            return all;
        }

        private static Attached opened(String name, DataHandler data) {
            try {
                return new Attached(PartMetadata.ofAttachment(name, data.getContentType()), data.getInputStream());
            } catch (IOException e) {
                throw new InteractionRequestException(
                        "body", "The attachment " + name + " cannot be read: remove it, or check its data source", e);
            }
        }
    }
}
