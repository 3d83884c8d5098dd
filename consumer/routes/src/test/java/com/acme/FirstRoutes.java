package com.acme;

import java.util.Map;

import org.apache.camel.builder.RouteBuilder;

/** The Java of the README's first routes. */
final class FirstRoutes {

    static final Map<String, RouteBuilder> BY_WORDS = Map.of(
            "Ask.", new Ask(),
            "Stream to a queue.", new StreamToAQueue(),
            "Get an object.", new GetAnObject(),
            "Let the model call a route.", new CallARoute());

    private FirstRoutes() {}

    private static class Ask extends RouteBuilder {
        @Override
        public void configure() {
            from("file:inbox").to("gemini-interactions:create?model=gemini-3.5-flash&prompt=Summarise this").to("file:summaries");
        }
    }

    private static class StreamToAQueue extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&streaming=true&channel=answers");
            from("gemini-interactions:stream?channel=answers").to("jms:queue:steps");
        }
    }

    private static class GetAnObject extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:invoice")
                .to("gemini-interactions:create?model=gemini-3.5-flash&prompt=Extract the invoice"
                    + "&outputType=object&outputClass=com.acme.Invoice")
                .to("bean:books?method=enter");
        }
    }

    private static class CallARoute extends RouteBuilder {
        @Override
        public void configure() {
            from("gemini-interactions-tool:get_stock_price?tags=stocks&description=The price of a stock today"
                    + "&parameter.ticker=string&parameter.ticker.required=true")
                .to("bean:exchange?method=price(${header.ticker})");
            from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks");
        }
    }
}
