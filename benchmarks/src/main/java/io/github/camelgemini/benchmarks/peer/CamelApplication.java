// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.net.URI;

import io.github.camelgemini.interactions.GeminiInteractionsComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context as an application has it: all that is on by default is on, management and health checks included. */
public final class CamelApplication {

    public static final String CREATE = "gemini-interactions:create?model=" + Requests.MODEL;

    private CamelApplication() {}

    public static CamelContext start(URI server, LambdaRouteBuilder routes) throws Exception {
        CamelContext context = new DefaultCamelContext();
        GeminiInteractionsComponent component =
                context.getComponent("gemini-interactions", GeminiInteractionsComponent.class);
        component.getConfiguration().setBaseUrl(server.toString());
        component.getConfiguration().setApiKey(Requests.API_KEY);
        RouteBuilder.addRoutes(context, routes);
        context.start();
        return context;
    }
}
