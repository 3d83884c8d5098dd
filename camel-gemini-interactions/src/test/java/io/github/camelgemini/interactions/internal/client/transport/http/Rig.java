// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import io.github.camelgemini.interactions.internal.client.auth.ApiKey;
import io.github.camelgemini.interactions.internal.client.auth.ApiKeyCredential;
import io.github.camelgemini.interactions.internal.client.auth.Backend;
import io.github.camelgemini.interactions.internal.client.auth.Credential;
import io.github.camelgemini.interactions.internal.client.transport.ApiRequest;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.ByteStream;
import io.github.camelgemini.interactions.internal.client.transport.FailureReader;
import org.jspecify.annotations.Nullable;

/** A client with all it needs, for one test. */
public final class Rig implements AutoCloseable {

    /** Reads what the tests' servers write: {@code wait 5 s}, and {@code error} for the API's own errors. */
    static final FailureReader FAILURES = new FailureReader() {
        @Override
        public @Nullable Duration retryDelay(ApiResponse answer) {
            String body = text(answer);
            return body.startsWith("wait ") ? Duration.parse(body.substring(5)) : null;
        }

        @Override
        public boolean isApiError(ApiResponse answer) {
            return text(answer).startsWith("error");
        }
    };

    /** Waits that were asked for, in order. They are not waited for. */
    final Queue<Duration> delays = new ConcurrentLinkedQueue<>();

    /** What the client does from time to time, such as ending what is overdue: here when the test says so. */
    private final Queue<Runnable> periodic = new ConcurrentLinkedQueue<>();

    final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "timer")) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            delays.add(Duration.of(delay, unit.toChronoUnit()));
            return super.schedule(task, 0, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
            periodic.add(task);
            return super.schedule(() -> {}, 0, unit);
        }
    };
    final ExecutorService blocking = Executors.newCachedThreadPool(task -> daemon(task, "blocking"));
    final ExecutorService requests = Executors.newCachedThreadPool(task -> daemon(task, "requests"));
    final HttpClients clients;
    final HttpApiClient client;
    private volatile long now;

    Rig(URI root, UnaryOperator<TransportSettingsBuilder> settings) {
        this(root, new ApiKeyCredential(new ApiKey("the-key")), settings);
    }

    Rig(URI root, Credential credential, UnaryOperator<TransportSettingsBuilder> settings) {
        this(root, credential, 0, settings);
    }

    /** @param requestsPerMinute zero for no limit */
    Rig(URI root, Credential credential, int requestsPerMinute, UnaryOperator<TransportSettingsBuilder> settings) {
        clients = new HttpClients(
                timer,
                requests,
                blocking,
                new RateLimiter(requestsPerMinute, timer, () -> now),
                FAILURES,
                () -> now + System.nanoTime());
        client = client(root, credential, settings);
    }

    /** Another endpoint of the same component. */
    HttpApiClient client(URI root, Credential credential, UnaryOperator<TransportSettingsBuilder> settings) {
        return clients.client(
                new Backend(root, credential, Map.of("Api-Revision", "2026-05-20"), false),
                settings.apply(new TransportSettingsBuilder().maxRetries(0)).build());
    }

    /** Lets time pass for what is idle or overdue. */
    void pass(Duration time) {
        now += time.toNanos();
        tick();
    }

    /** Some time has passed. */
    void tick() {
        periodic.forEach(Runnable::run);
    }

    static Rig of(ScriptedServer server) {
        return new Rig(server.root(), settings -> settings);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, "rig-" + name);
        thread.setDaemon(true);
        return thread;
    }

    static ApiRequest create() {
        return new ApiRequest("create", "POST", "/interactions", "{}".getBytes(StandardCharsets.UTF_8), false, null);
    }

    static ApiRequest get() {
        return new ApiRequest("get", "GET", "/interactions/i1?stream=false", null, true, null);
    }

    static String text(ApiResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** What the stage yields; throws what it fails with. */
    public static <T> T result(CompletionStage<T> stage) throws Throwable {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        } catch (TimeoutException e) {
            throw new AssertionError("Neither result nor failure", e);
        }
    }

    /** An open stream and the worker that empties it: the test. */
    Stream open(ApiRequest request) throws Throwable {
        Semaphore news = new Semaphore(0);
        return new Stream(result(client.open(request, news::release)), news);
    }

    record Stream(ByteStream bytes, Semaphore news) {

        /** The next bytes; null at the end. */
        @Nullable
        ByteBuffer next() throws InterruptedException {
            for (ByteBuffer next = bytes.poll(); ; next = bytes.poll()) {
                if (next != null || bytes.isEnded()) {
                    return next;
                }
                if (!news.tryAcquire(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("No news from the stream");
                }
            }
        }

        String readAll() throws InterruptedException {
            StringBuilder text = new StringBuilder();
            for (ByteBuffer next = next(); next != null; next = next()) {
                text.append(StandardCharsets.UTF_8.decode(next));
            }
            return text.toString();
        }
    }

    @Override
    public void close() {
        clients.close();
        timer.shutdownNow();
        requests.shutdownNow();
        blocking.shutdownNow();
    }
}
