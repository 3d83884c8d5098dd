package com.acme;

import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** This project has what Maven takes for the component: the other tests call with an API key, and need no more. */
class WithoutGoogleAuthTest {

    @Test
    void googlesHttpClientIsNotThere() {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("com.google.auth.oauth2.GoogleCredentials"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("com.google.api.client.http.HttpTransport"));
    }

    @Test
    void aRouteThatNeedsItDoesNotStartAndSaysWhatToAdd() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            RouteBuilder.addRoutes(context, routes -> routes.from("direct:ask")
                    .to("gemini-interactions:create?model=m&enterprise=true&projectId=p&baseUrl=https://127.0.0.1:1"));

            Throwable cause = assertThrows(FailedToStartRouteException.class, context::start);
            while (cause.getCause() != null) cause = cause.getCause();

            String message = cause.getMessage();
            assertTrue(message.contains("enterprise=true"), message);
            assertTrue(message.contains("com.google.auth:google-auth-library-oauth2-http:1.42.1"), message);
            assertEquals("InteractionRequestException", cause.getClass().getSimpleName());
        }
    }
}
