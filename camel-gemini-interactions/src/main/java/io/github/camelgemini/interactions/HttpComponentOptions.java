// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.jspecify.annotations.Nullable;

/**
 * What a context has set on its component {@code http} and hands on with the option {@code httpComponent}. What cannot be
 * honoured is refused by name. What is not needed here is listed in docs/credentials.adoc.
 */
final class HttpComponentOptions {

    private static final String OPTION = "httpComponent";
    /** The default of camel-http: a component on which it was not set hands nothing on. */
    private static final long UNSET_CONNECT_TIMEOUT = new HttpComponent().getConnectTimeout();

    private final String name;
    private final HttpComponent http;
    private final CamelContext context;

    private HttpComponentOptions(String name, HttpComponent http, CamelContext context) {
        this.name = name;
        this.http = http;
        this.context = context;
    }

    /**
     * @param name of a component of the context
     * @throws InteractionRequestException if there is no such component, it is not of camel-http, or has an option that would
     *     be ignored
     */
    static HttpComponentOptions of(CamelContext context, String name) {
        Component found = name.isBlank() ? null : context.getComponent(name);
        if (found == null)
            throw new InteractionRequestException(
                    OPTION,
                    "The httpComponent '" + name
                            + "' is no component of this context: set http, https, or the name under"
                            + " which a component of camel-http is bound");
        if (!(found instanceof HttpComponent http))
            throw new InteractionRequestException(
                    OPTION,
                    "The httpComponent '" + name + "' is a " + found.getClass().getName()
                            + ", whose options cannot be handed on: name a component of camel-http, such as http");
        HttpComponentOptions options = new HttpComponentOptions(name, http, context);
        options.refuseWhatWouldBeIgnored();
        return options;
    }

    private void refuseWhatWouldBeIgnored() {
        refuse("httpClientConfigurer", http.getHttpClientConfigurer() != null);
        refuse("clientConnectionManager", http.getClientConnectionManager() != null);
        refuse("httpContext", http.getHttpContext() != null);
        refuse("useSystemProperties", http.isUseSystemProperties());
        refuse(
                "x509HostnameVerifier",
                http.getX509HostnameVerifier() != null
                        && http.getX509HostnameVerifier().getClass() != DefaultHostnameVerifier.class);
    }

    private void refuse(String option, boolean set) {
        if (set)
            throw new InteractionRequestException(
                    OPTION,
                    "The httpComponent '" + name + "' has " + option + ", which gemini-interactions cannot honour: bind"
                            + " another component of camel-http without it and name that, or set proxy, TLS and timeouts"
                            + " on gemini-interactions itself");
    }

    /** The TLS settings of its endpoints; null for the JDK's. */
    @Nullable
    SSLContextParameters sslContextParameters() {
        SSLContextParameters own = http.getSslContextParameters();
        if (own != null) return own;
        return http.isUseGlobalSslContextParameters() ? context.getSSLContextParameters() : null;
    }

    /**
     * Its proxy, with the credentials; null for none. As there, the old names proxyAuthHost and proxyAuthPort come first.
     *
     * @throws InteractionRequestException if half of it is missing, or it is one that this component cannot speak to
     */
    TransportSettings.@Nullable Proxy proxy() {
        refuse("nonProxyHosts", http.getNonProxyHosts() != null);
        refuse("proxyAuthDomain", http.getProxyAuthDomain() != null);
        refuse("proxyAuthNtHost", http.getProxyAuthNtHost() != null);
        refuse("proxyAuthMethod=NTLM", "NTLM".equalsIgnoreCase(http.getProxyAuthMethod()));
        refuse("proxyAuthScheme=https", "https".equalsIgnoreCase(http.getProxyAuthScheme()));
        String host = http.getProxyAuthHost() != null ? http.getProxyAuthHost() : http.getProxyHost();
        Integer port = http.getProxyAuthPort() != null ? http.getProxyAuthPort() : http.getProxyPort();
        String user = http.getProxyAuthUsername();
        String password = http.getProxyAuthPassword();
        if (host == null && port == null && user == null && password == null) return null;
        if (host == null || port == null) throw half("proxyHost", "proxyPort");
        if ((user == null) != (password == null)) throw half("proxyAuthUsername", "proxyAuthPassword");
        return new TransportSettings.Proxy(host, port, user, password);
    }

    private InteractionRequestException half(String one, String other) {
        return new InteractionRequestException(
                OPTION,
                "The httpComponent '" + name + "' has only half of what a proxy needs: set its " + one + " and "
                        + other);
    }

    /**
     * @param otherwise milliseconds, if it was not set there
     * @return milliseconds
     * @throws InteractionRequestException if it is no limit
     */
    long connectTimeout(long otherwise) {
        long there = http.getConnectTimeout();
        if (there == UNSET_CONNECT_TIMEOUT) return otherwise;
        if (there > 0) return there;
        throw new InteractionRequestException(
                OPTION,
                "The httpComponent '" + name + "' has connectTimeout=" + there
                        + ", which is no limit: set connectTimeout on gemini-interactions, for example 10s");
    }
}
