// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Probe;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;

/** Apache HttpClient 5, asynchronous, and a search for blank lines: the client that the component is built on, alone. */
final class HttpClientFloor implements Peer {

    private static final int CONNECTIONS = 10_000;

    @Override
    public String name() {
        return "floor-hc5";
    }

    @Override
    public void run(Scenario scenario, URI server, Probe probe) throws Exception {
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build())
                .build();
        client.start();
        byte[] body = new ObjectMapper().writeValueAsBytes(Requests.body(scenario, Requests.document(scenario)));
        URI address = Requests.interactions(server);
        if (Requests.isStream(scenario)) {
            probe.repeat(scenario.concurrency(), () -> {
                if (scenario.work() == Work.FIRST) probe.called();
                BlankLines frames = new BlankLines();
                return send(client, address, body, bytes -> probe.events(frames.count(bytes)))
                        .get();
            });
        } else {
            probe.repeat(scenario.concurrency(), () -> {
                long begun = System.nanoTime();
                send(client, address, body, bytes -> bytes.position(bytes.limit()))
                        .get();
                probe.answer(begun);
                return null;
            });
        }
    }

    private static Future<Boolean> send(
            CloseableHttpAsyncClient client, URI address, byte[] body, Consumer<ByteBuffer> reader) {
        return client.execute(
                AsyncRequestBuilder.post(address)
                        .setEntity(body, ContentType.APPLICATION_JSON)
                        .addHeader("x-goog-api-key", Requests.API_KEY)
                        .build(),
                new Reading(reader),
                null);
    }

    /** Reads an answer to its end. */
    private static final class Reading extends AbstractBinResponseConsumer<Boolean> {
        private final Consumer<ByteBuffer> reader;

        Reading(Consumer<ByteBuffer> reader) {
            this.reader = reader;
        }

        @Override
        protected void start(HttpResponse response, ContentType contentType) {}

        @Override
        protected int capacityIncrement() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected void data(ByteBuffer bytes, boolean isEnd) {
            reader.accept(bytes);
        }

        @Override
        protected Boolean buildResult() {
            return true;
        }

        @Override
        public void releaseResources() {}
    }
}
