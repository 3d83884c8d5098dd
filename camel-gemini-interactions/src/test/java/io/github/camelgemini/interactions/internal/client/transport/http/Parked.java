// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.interactions.internal.client.auth.Backend;
import io.github.camelgemini.interactions.internal.client.auth.Credential;

/** A client with one retry and one request per second, for which time stands still until a test lets it pass. */
final class Parked implements AutoCloseable {

    /** Holds tasks until the test runs them. */
    static final class Timer extends ScheduledThreadPoolExecutor {
        final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        Timer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }
    }

    final Timer timer = new Timer();
    final HttpClients clients;
    final HttpApiClient client;
    private volatile long now;

    Parked(Credential credential, ScriptedServer server) {
        Executor threads = task -> {
            Thread thread = new Thread(task, "rig-requests");
            thread.setDaemon(true);
            thread.start();
        };
        clients = new HttpClients(
                timer, threads, threads, new RateLimiter(60, timer, () -> now), Rig.FAILURES, System::nanoTime);
        client = clients.client(
                new Backend(server.root(), credential, Map.of(), false),
                new TransportSettingsBuilder().maxRetries(1).build());
    }

    /** Runs what is due, on the calling thread. */
    void pass(Duration time) {
        now += time.toNanos();
        for (Runnable task = timer.tasks.poll(); task != null; task = timer.tasks.poll()) task.run();
    }

    @Override
    public void close() {
        clients.close();
        timer.shutdownNow();
    }
}
