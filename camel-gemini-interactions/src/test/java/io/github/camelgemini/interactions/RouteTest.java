// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.GeminiEmulatorExtension;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Camel context whose component talks to an emulator. */
public abstract class RouteTest {

    static final String MODEL = "gemini-3.5-flash";

    @RegisterExtension
    static final GeminiEmulatorExtension EMULATOR = new GeminiEmulatorExtension();

    public CamelContext context = new DefaultCamelContext();
    GeminiInteractionsComponent component = new GeminiInteractionsComponent();
    ProducerTemplate template;

    /** What reached {@link #collector()}, in order. */
    final Queue<Exchange> collected = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void makeContext() {
        context.disableJMX();
        component.setEnvironment(Map.of());
        component.getConfiguration().setBaseUrl(emulator().baseUrl());
        component.getConfiguration().setApiKey("emulator-key");
        context.addComponent("gemini-interactions", component);
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    static GeminiEmulator emulator() {
        return EMULATOR.emulator();
    }

    /** Adds routes and starts the context. */
    void start(Consumer<RouteBuilder> routes) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                routes.accept(this);
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    /** Sends a body to an endpoint and gives back the exchange, failed or not. */
    Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    Exchange send(String uri, Object body) {
        return send(uri, body, Map.of());
    }

    Processor collector() {
        return exchange -> collected.add(exchange.copy());
    }

    List<String> collectedBodies() {
        return collected.stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }
}
