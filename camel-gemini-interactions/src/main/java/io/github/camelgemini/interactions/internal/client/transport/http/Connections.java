// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The configured HTTP client and its connection pool. The client's own redirects, cookies and retries are off.
 *
 * <p>A connection has one request at a time, over HTTP/2 too. The library can share one (message multiplexing, 5.5), but
 * then never opens another while one is open, however many streams the service allows on it, and its response timeout is the
 * connection's: a unary call would switch off {@code streamingReadTimeout} for the streams beside it.
 *
 * <p>Unary calls and streams share one pool, with room for both limits; {@link Permits} keep either from taking the
 * other's share. So a stream can reuse a connection that a unary call has opened, and there is one set of I/O threads, one
 * per processor.
 */
final class Connections {

    /**
     * Longest idle time after which a connection is reused; if the service announces less, one second less than that. A
     * request can cross with the service's close on the wire, and a create is not retried then. Services close after a
     * minute or more, so this client closes first. A close that has arrived is seen by the I/O thread before the connection
     * is handed out.
     */
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);

    /** The precision of time limits. */
    private static final TimeValue SELECT_INTERVAL = TimeValue.ofMilliseconds(100);

    /**
     * Longest line of a response outside its body, and number of its headers and again of its trailers. The library's own
     * defaults were unlimited up to 5.4.2 (CVE-2026-54399), and a user's build may choose an older one.
     */
    private static final int MAX_LINE = 16 * 1024;

    private static final int MAX_HEADERS = 100;

    /** The same with HTTP/2: bytes of all headers together, and frames that they may come in. */
    private static final int MAX_HEADER_LIST = 256 * 1024;

    private static final int MAX_CONTINUATIONS = 16;

    private final PoolingAsyncClientConnectionManager pool;
    private final CloseableHttpAsyncClient client;
    private final RequestConfig common;
    private final Executor executor;

    /** The requests that were sent and have not ended. */
    private final Set<Attempt<?>> attempts = ConcurrentHashMap.newKeySet();

    /** Whether an I/O thread has ended by itself: an error that was thrown on it has ended it. Once true, stays true. */
    private volatile boolean broken;

    private volatile boolean closing;

    /** @param executor fails the requests of an I/O thread that has ended */
    Connections(TransportSettings.Connection settings, CachingDnsResolver dns, Executor executor) {
        this.executor = executor;
        Timeout connect = timeout(settings.connectTimeout());
        // As many streams again may be ending. A request with a permit never waits for a connection: the time limit of
        // that wait is looked at only when another connection is returned.
        int most = (int) Math.min(settings.maxConnections() + 2L * settings.maxStreams(), Integer.MAX_VALUE);
        pool = PoolingAsyncClientConnectionManagerBuilder.create()
                .setDnsResolver(dns)
                .setMaxConnTotal(most)
                .setMaxConnPerRoute(most)
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
        common = RequestConfig.custom()
                .setConnectionRequestTimeout(connect)
                .setAuthenticationEnabled(
                        settings.proxy() != null && settings.proxy().user() != null)
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
        client.start();
    }

    /**
     * The library verifies the host name itself, after the handshake. Its default leaves that to the JDK, which verifies
     * nothing in 5.5.1: the library sets the TLS engine's parameter only after the engine was initialized. The verifier is
     * named, because from 5.6 on the policy alone verifies nothing.
     */
    private static TlsStrategy tls(TransportSettings.Connection settings) {
        return ClientTlsStrategyBuilder.create()
                .setSslContext(settings.sslContext())
                .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                .setHostnameVerifier(new DefaultHostnameVerifier())
                // Otherwise each silent stream, of which there may be 10,000, would hold three buffers of 16 KiB.
                .setSslBufferMode(SSLBufferMode.DYNAMIC)
                .buildAsync();
    }

    private CloseableHttpAsyncClient client(
            TransportSettings.Connection settings, PoolingAsyncClientConnectionManager pool) {
        AtomicInteger number = new AtomicInteger();
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(pool)
                .setUserAgent("camel-gemini-interactions")
                .setThreadFactory(task -> {
                    Thread thread = new Thread(() -> runIo(task), "gemini-interactions-io-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                })
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(Runtime.getRuntime().availableProcessors())
                        .setSelectInterval(SELECT_INTERVAL)
                        .setSoKeepAlive(true)
                        .build())
                .setIoSessionDecorator(GatedSession::new)
                .setHttp1Config(Http1Config.custom()
                        .setBufferSize(settings.bufferSize())
                        .setInitialWindowSize(Integer.MAX_VALUE)
                        .setMaxLineLength(MAX_LINE)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .setH2Config(H2Config.custom()
                        .setMaxHeaderListSize(MAX_HEADER_LIST)
                        .setMaxContinuations(MAX_CONTINUATIONS)
                        .setPushEnabled(false)
                        .build())
                .setKeepAliveStrategy(Connections::keepAlive)
                .setConnectionReuseStrategy(Connections::isReusable)
                .addRequestInterceptorLast((request, entity, context) -> Attempt.markSent(context))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableConnectionState();
        TransportSettings.Proxy proxy = settings.proxy();
        if (proxy != null) {
            builder.setProxy(new HttpHost(proxy.host(), proxy.port()));
            if (proxy.user() != null) {
                String password = proxy.password();
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

    /** The library also calls this for each response with status 100, which it shows nowhere else. */
    private static boolean isReusable(HttpRequest request, HttpResponse response, HttpContext context) {
        if (response.getCode() == HttpStatus.SC_CONTINUE) {
            Attempt.countInterim(context);
            return true;
        }
        return DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)
                && TimeValue.isPositive(keepAlive(response, context));
    }

    private static TimeValue keepAlive(HttpResponse response, HttpContext context) {
        TimeValue announced = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
        long millis = announced.toMilliseconds() - 1000;
        return TimeValue.ofMilliseconds(Math.max(0, Math.min(millis, MAX_IDLE.toMillis())));
    }

    private void runIo(Runnable task) {
        try {
            task.run();
        } finally {
            if (!closing) {
                broken = true;
                Thread ended = Thread.currentThread();
                try {
                    executor.execute(() -> failThoseOf(ended));
                } catch (Throwable e) { // no other thread can be had
                    failThoseOf(ended);
                }
            }
        }
    }

    private void failThoseOf(Thread ended) {
        attempts.forEach(attempt -> attempt.ioEnded(ended));
    }

    /** Whether requests can fail because an I/O thread has ended. Those of the other threads are not affected. */
    boolean isBroken() {
        return broken || client.getStatus().compareTo(IOReactorStatus.ACTIVE) > 0;
    }

    boolean isInUse() {
        return !attempts.isEmpty();
    }

    /**
     * Sends the request of an attempt, which the library then calls with the outcome. Does not block.
     *
     * @param silence longest silence of the service; zero for no limit
     */
    void send(HttpHost host, AsyncRequestProducer request, Attempt<?> attempt, Duration silence) {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(
                RequestConfig.copy(common).setResponseTimeout(timeout(silence)).build());
        attempt.attachTo(context);
        attempts.add(attempt);
        attempt.onEnd(() -> attempts.remove(attempt));
        attempt.started(client.execute(host, request, attempt, null, context, attempt));
        if (broken) attempt.ioEnded(Thread.currentThread());
    }

    /** Closes connections that were idle for too long. */
    void closeIdle() {
        pool.closeExpired();
        pool.closeIdle(TimeValue.of(MAX_IDLE));
    }

    /**
     * Closes every connection, then waits for the I/O threads to end by themselves. Closing the client at once closes their
     * selectors, which makes some of them end with an error in the log.
     */
    void close() {
        closing = true;
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
