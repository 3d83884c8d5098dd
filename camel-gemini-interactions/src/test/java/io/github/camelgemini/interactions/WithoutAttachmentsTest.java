// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** camel-attachments may be missing: the component works without it. */
class WithoutAttachmentsTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @Test
    void aCreateWorks() throws Throwable {
        try (ClassPathWithout attachments = new ClassPathWithout("camel-attachments")) {
            assertThat(attachments.has(AttachmentMessage.class.getName())).isFalse();

            Object answer = attachments.call(Ask.class, "ask", EMULATOR.baseUrl());

            assertThat(answer).asString().contains("Say hello");
        }
    }

    /** Runs where {@code camel-attachments} is not. */
    public static final class Ask {

        private Ask() {}

        public static String ask(String baseUrl) throws Exception {
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.disableJMX();
                context.start();
                ProducerTemplate template = context.createProducerTemplate();
                return template.requestBody(
                        "gemini-interactions:create?model=m&apiKey=k&baseUrl=" + baseUrl, "Say hello", String.class);
            }
        }
    }
}
