// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The library, set up: it opens connections, keeps them, and moves bytes. No redirects, cookies or retries of its own.
 *
 * <p>One pool of connections serves unary calls and streams, as large as both may be together; {@link Permits} keep them from
 * taking each other's place. So a stream finds the connection warm that a unary call has opened, and there is one set of I/O
 * threads, as many as processors.
 */
final class Connections {

    /**
     * Idle connections are used again no longer than this, or a second less than the service announces. Request and close
     * can cross on the wire, and a create is not sent again then: services close after a minute or more, so we come first.
     * A close that has arrived is seen by the I/O thread at once, before the connection is handed out.
     */
    private static final Duration KEPT = Duration.ofSeconds(30);

    /** How exactly time limits are kept. */
    private static final TimeValue TICK = TimeValue.ofMilliseconds(100);

    private final PoolingAsyncClientConnectionManager pool;
    private final CloseableHttpAsyncClient client;
    private final RequestConfig unary;
    private final RequestConfig streaming;

    Connections(TransportSettings settings, AddressBook addresses) {
        Timeout connect = timeout(settings.connectTimeout());
        pool = PoolingAsyncClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                .setMaxConnTotal(settings.maxConnections() + settings.maxStreams())
                .setMaxConnPerRoute(settings.maxConnections() + settings.maxStreams())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setConnectTimeout(connect).build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(connect)
                        .setVersionPolicy(
                                settings.http2() ? HttpVersionPolicy.NEGOTIATE : HttpVersionPolicy.FORCE_HTTP_1)
                        .build())
                .setTlsStrategy(tls(settings))
                .build();
        client = client(settings, pool);
        RequestConfig common = RequestConfig.custom()
                .setConnectionRequestTimeout(connect)
                .setAuthenticationEnabled(
                        settings.proxy() != null && settings.proxy().user() != null)
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
        unary = RequestConfig.copy(common).setResponseTimeout(Timeout.DISABLED).build();
        streaming = RequestConfig.copy(common)
                .setResponseTimeout(timeout(settings.streamingReadTimeout()))
                .build();
        client.start();
    }

    /**
     * The library checks the host's name itself, after the handshake. Leaving that to the JDK, its default, checks nothing
     * in 5.5.1: it tells the TLS engine so only after the engine was set up.
     */
    private static TlsStrategy tls(TransportSettings settings) {
        return ClientTlsStrategyBuilder.create()
                .setSslContext(settings.sslContext())
                .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                .setHostnameVerifier(settings.hostnameVerifier())
                // 10,000 silent streams would otherwise hold three buffers of 16 KiB each.
                .setSslBufferMode(SSLBufferMode.DYNAMIC)
                .buildAsync();
    }

    private static CloseableHttpAsyncClient client(
            TransportSettings settings, PoolingAsyncClientConnectionManager pool) {
        AtomicInteger number = new AtomicInteger();
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(pool)
                .setUserAgent("camel-gemini-interactions")
                .setThreadFactory(task -> {
                    Thread thread = new Thread(task, "gemini-interactions-io-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                })
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(Runtime.getRuntime().availableProcessors())
                        .setSelectInterval(TICK)
                        .setSoKeepAlive(true)
                        .build())
                .setIoSessionDecorator(GatedSession::new)
                .setHttp1Config(Http1Config.custom()
                        .setBufferSize(settings.bufferSize())
                        .setInitialWindowSize(Integer.MAX_VALUE)
                        .build())
                .setKeepAliveStrategy(Connections::keepAlive)
                .setConnectionReuseStrategy((request, response, context) ->
                        DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)
                                && TimeValue.isPositive(keepAlive(response, context)))
                .addRequestInterceptorLast((request, entity, context) -> Attempt.markSent(context))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableConnectionState();
        TransportSettings.Proxy proxy = settings.proxy();
        if (proxy != null) {
            builder.setProxy(new HttpHost(proxy.host(), proxy.port()));
            String password = proxy.password();
            if (proxy.user() != null) {
                BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                credentials.setCredentials(
                        new AuthScope(proxy.host(), proxy.port()),
                        new UsernamePasswordCredentials(
                                proxy.user(), password == null ? new char[0] : password.toCharArray()));
                builder.setDefaultCredentialsProvider(credentials);
            }
        }
        return builder.build();
    }

    private static TimeValue keepAlive(HttpResponse response, HttpContext context) {
        TimeValue announced = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
        long millis = announced.toMilliseconds() - 1000;
        return TimeValue.ofMilliseconds(Math.max(0, Math.min(millis, KEPT.toMillis())));
    }

    /** Sends a request for an attempt, which learns from the library what becomes of it. Does not block. */
    void send(HttpHost host, AsyncRequestProducer request, Attempt<?> attempt) {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(attempt instanceof OpenAnswer ? streaming : unary);
        attempt.attachTo(context);
        attempt.started(client.execute(host, request, attempt, null, context, attempt));
    }

    /** Lets go of connections that nobody needed for a while. */
    void closeIdle() {
        pool.closeExpired();
        pool.closeIdle(TimeValue.of(KEPT));
    }

    /**
     * Closes every connection, then lets the I/O threads find out that nothing is left for them. Taking their selectors away,
     * which closing the client does, would make some of them end with an error in the log.
     */
    void close() {
        pool.close(CloseMode.IMMEDIATE);
        client.initiateShutdown();
        try {
            client.awaitShutdown(TimeValue.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close(CloseMode.IMMEDIATE);
    }

    private static Timeout timeout(Duration duration) {
        return duration.isZero() ? Timeout.DISABLED : Timeout.of(duration);
    }
}
