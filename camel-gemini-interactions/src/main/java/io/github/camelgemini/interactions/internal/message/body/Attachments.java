// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import jakarta.activation.DataHandler;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import org.apache.camel.Message;
import org.apache.camel.attachment.AttachmentMessage;

/** Attachments of a message, where camel-attachments is on the class path: this component does without it. */
final class Attachments {

    private static final boolean KNOWN = isKnown("org.apache.camel.attachment.AttachmentMessage");

    private Attachments() {}

    /** Opened bytes of an attachment; whoever reads them closes them. */
    record Attached(PartMetadata label, InputStream bytes) {}

    /** What is attached, in order; nothing where attachments are not known. */
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

    /** All that names the classes of camel-attachments. */
    private static final class Known {

        static List<Attached> of(Message message) {
            AttachmentMessage attachments = message.getExchange().getMessage(AttachmentMessage.class);
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
