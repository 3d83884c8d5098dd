// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * What Camel alone costs: a consumer without a source, whose exchanges have the body and the headers of those that {@code
 * emit=deltas} emits, and go through the same route.
 */
final class EmptyPeer implements Peer {

    @Override
    public String name() {
        return "empty";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        BlockingQueue<EmptyConsumer> consumers = new LinkedBlockingQueue<>();
        CamelContext context = CamelApplication.start(server, routes -> {});
        RouteBuilder.addRoutes(context, routes -> {
            for (int i = 0; i < scenario.concurrency(); i++) {
                routes.from(new EmptyEndpoint(context, "empty:" + i, consumers))
                        .process(exchange -> probe.text(Texts.text(exchange.getMessage())));
            }
        });
        String text = "x".repeat(scenario.answer().text());
        probe.repeat(scenario.concurrency(), () -> {
            EmptyConsumer consumer = consumers.take();
            for (int i = 0; i < scenario.answer().deltas(); i++) consumer.emit(text, i);
            return consumers.add(consumer);
        });
    }

    private static final class EmptyEndpoint extends DefaultEndpoint {
        private final BlockingQueue<EmptyConsumer> consumers;

        EmptyEndpoint(CamelContext context, String uri, BlockingQueue<EmptyConsumer> consumers) {
            setCamelContext(context);
            setEndpointUri(uri);
            this.consumers = consumers;
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("empty: is a consumer");
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            EmptyConsumer consumer = new EmptyConsumer(this, processor);
            consumers.add(consumer);
            return consumer;
        }
    }

    private static final class EmptyConsumer extends DefaultConsumer {
        private static final String ID = "v1_" + "0".repeat(64);

        EmptyConsumer(EmptyEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        void emit(String text, int offset) {
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOnly);
            Message message = exchange.getMessage();
            message.setHeader(GeminiInteractionsConstants.INTERACTION_ID, ID);
            message.setHeader(GeminiInteractionsConstants.EVENT_TYPE, "step.delta");
            message.setHeader(GeminiInteractionsConstants.STEP_INDEX, 0);
            message.setHeader(GeminiInteractionsConstants.STEP_KEY, ID + "/0/" + offset);
            message.setHeader(GeminiInteractionsConstants.STEP_TYPE, "model_output");
            message.setHeader(GeminiInteractionsConstants.DELTA_TYPE, "text");
            message.setBody(text);
            getAsyncProcessor().process(exchange, synchronously -> releaseExchange(exchange, false));
        }
    }
}
