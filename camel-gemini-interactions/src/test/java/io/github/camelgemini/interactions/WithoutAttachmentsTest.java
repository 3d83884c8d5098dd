// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** camel-attachments may be missing: the component works without it. */
class WithoutAttachmentsTest {

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    @Test
    void aCreateWorks() throws Exception {
        try (URLClassLoader loader = loaderWithoutAttachments()) {
            assertThatThrownBy(() -> loader.loadClass(AttachmentMessage.class.getName()))
                    .isInstanceOf(ClassNotFoundException.class);
            Object answer = loader.loadClass(Ask.class.getName())
                    .getMethod("ask", String.class)
                    .invoke(null, EMULATOR.baseUrl());

            assertThat(answer).asString().contains("Say hello");
        }
    }

    private static URLClassLoader loaderWithoutAttachments() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!path.contains("camel-attachments"))
                urls.add(new File(path).toURI().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Runs where {@code camel-attachments} is not. */
    public static final class Ask {

        private Ask() {}

        public static String ask(String baseUrl) throws Exception {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(Ask.class.getClassLoader());
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.disableJMX();
                context.start();
                ProducerTemplate template = context.createProducerTemplate();
                return template.requestBody(
                        "gemini-interactions:create?model=m&apiKey=k&baseUrl=" + baseUrl, "Say hello", String.class);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }
}
