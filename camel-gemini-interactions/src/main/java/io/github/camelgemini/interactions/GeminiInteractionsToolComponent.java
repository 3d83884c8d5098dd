// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.support.uri.MaskedUri;
import io.github.camelgemini.interactions.internal.support.uri.UnreadProperties;
import io.github.camelgemini.interactions.internal.support.uri.UriExpressions;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;
import org.jspecify.annotations.Nullable;

/** Component that exposes routes as functions, which models of the Gemini Interactions API can call. */
@Component(GeminiInteractionsToolConstants.SCHEME)
public class GeminiInteractionsToolComponent extends DefaultComponent {

    private static final String PARAMETER = "parameter.";

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        UnreadProperties.warn(
                getCamelContext(), GeminiInteractionsToolComponent.class, GeminiInteractionsToolConstants.SCHEME);
    }

    /** Masks secrets in the failure, which may quote the URI and the values of misspelt options. */
    @Override
    public Endpoint createEndpoint(String uri, @Nullable Map<String, Object> properties) throws Exception {
        try {
            UriExpressions.refuse(uri, properties, none -> null);
            return super.createEndpoint(uri, properties);
        } catch (Exception e) {
            throw MaskedUri.of(
                            getCamelContext(),
                            GeminiInteractionsToolConstants.SCHEME,
                            name -> name.startsWith(PARAMETER) ? "parameters" : name,
                            ExtraHeaders::isCredential)
                    .failure(uri, e);
        }
    }

    @Override
    protected void validateParameters(
            String uri, @Nullable Map<String, Object> parameters, @Nullable String optionPrefix) {
        if (parameters != null) MaskedUri.refuseUnknown(parameters);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        for (String option : List.of("exceptionHandler", "exchangePattern"))
            if (parameters.containsKey(option)) throw GeminiInteractionsToolEndpoint.withoutEffect(option);
        Map<String, Object> declared = PropertiesHelper.extractProperties(parameters, PARAMETER);
        GeminiInteractionsToolEndpoint endpoint = new GeminiInteractionsToolEndpoint(uri, this, remaining);
        endpoint.getParameters().putAll(declared);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
