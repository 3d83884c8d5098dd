// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Asks a service for one answer, which streams to a channel, in a process with a small heap. */
final class LongAnswerProgram {

    private LongAnswerProgram() {}

    /** Arguments: the service's address, and further options of the producer. Answers with what both routes got. */
    public static void main(String... arguments) throws Exception {
        AtomicLong received = new AtomicLong();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            GeminiInteractionsComponent component = new GeminiInteractionsComponent();
            component.getConfiguration().setBaseUrl(arguments[0]);
            component.getConfiguration().setApiKey("emulator-key");
            context.addComponent("gemini-interactions", component);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:ask")
                            .to("gemini-interactions:create?streaming=true&channel=c&maxResponseSize=1000000000&model="
                                    + RouteKit.MODEL + arguments[1]);
                    from("gemini-interactions:stream?channel=c&emit=deltas")
                            .process(delta -> received.addAndGet(
                                    delta.getMessage().getBody(String.class).length()));
                }
            });
            context.start();
            Exchange answered = context.createFluentProducerTemplate()
                    .to("direct:ask")
                    .withBody("Hi")
                    .send();
            Object end = answered.getException() != null
                    ? answered.getException()
                    : answered.getMessage().getHeader(GeminiInteractionsConstants.STATUS) + " "
                            + answered.getMessage().getBody(String.class).length();
            System.out.println(ChildJvm.ANSWER + received + " " + end);
        }
        System.exit(0);
    }
}
