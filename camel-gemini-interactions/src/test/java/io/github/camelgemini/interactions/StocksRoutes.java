// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import org.apache.camel.builder.RouteBuilder;

/** The program of docs/testing.adoc: a function, and a route that offers it to the model. */
class StocksRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("gemini-interactions-tool:get_stock_price?tags=stocks&description=The price of a stock today"
                        + "&parameter.ticker=string&parameter.ticker.required=true")
                .setBody(constant("178.50"));
        from("direct:ask").to("gemini-interactions:create?model=gemini-3.5-flash&tags=stocks");
    }
}
