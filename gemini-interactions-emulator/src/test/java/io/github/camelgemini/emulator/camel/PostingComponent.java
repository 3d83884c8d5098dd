// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.camel;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Stands under the real component's name, with the two options that tests set: posts a prompt, answers the JSON. */
public final class PostingComponent extends DefaultComponent {
    // Set when the component starts.
    private HttpClient client;
    private String baseUrl = "unset:";
    private String apiKey = "";

    public void setBaseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public String getBaseUrl() {
        return baseUrl;
    }

    public void setApiKey(String apiKey) {
        this.apiKey = apiKey;
    }

    public String getApiKey() {
        return apiKey;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        client = HttpClient.newHttpClient();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new PostingEndpoint(uri, this);
    }

    private String post(String prompt) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/v1beta/interactions"))
                .header("x-goog-api-key", apiKey)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"gemini-3.5-flash\",\"input\":\"" + prompt + "\"}"))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private static final class PostingEndpoint extends DefaultEndpoint {
        PostingEndpoint(String uri, Component component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    PostingComponent component = (PostingComponent) getComponent();
                    exchange.getMessage()
                            .setBody(component.post(exchange.getMessage().getBody(String.class)));
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException();
        }
    }
}
