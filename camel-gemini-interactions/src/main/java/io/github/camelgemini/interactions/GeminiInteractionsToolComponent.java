// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/** Makes routes into functions that models of the Gemini Interactions API can call. */
@Component(GeminiInteractionsToolConstants.SCHEME)
public class GeminiInteractionsToolComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Map<String, Object> declared = PropertiesHelper.extractProperties(parameters, "parameter.");
        GeminiInteractionsToolEndpoint endpoint = new GeminiInteractionsToolEndpoint(uri, this, remaining);
        endpoint.getParameters().putAll(declared);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
