// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * Executors of one component, or of a context's conversations; the HTTP client has its own threads. They share one pool of
 * threads, but each has its own bound, so that none waits for another.
 *
 * @param pool source of the threads
 * @param delivery decodes streams and starts the exchanges they emit; a stream is on at most one thread at a time
 * @param routes writes replies and continues the route behind a producer
 * @param repositories accesses users' repositories; no route runs here
 * @param heartbeats renews leases and writes heartbeats, and nothing else: others take what is not renewed in time
 * @param requests sends requests that had to wait; nothing that blocks runs here
 * @param blocking resolves host names and fetches tokens
 * @param timer runs short tasks that do not block
 */
public record ComponentThreads(
        ExecutorService pool,
        Executor delivery,
        Executor routes,
        Executor repositories,
        Executor heartbeats,
        Executor requests,
        Executor blocking,
        ScheduledExecutorService timer) {

    /** Lower limit of threads that work normally, for machines with few processors. */
    private static final int MIN_NORMAL = 4;

    private static final int BLOCKING = 4;
    private static final int HEARTBEATS = 4;

    public static ComponentThreads start(CamelContext context, Object owner, int deliveryThreads) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        ExecutorService pool =
                manager.newThreadPool(owner, "GeminiInteractionsWorker", asNeeded("GeminiInteractionsWorker"));
        ScheduledExecutorService timer =
                manager.newScheduledThreadPool(owner, "GeminiInteractionsTimer", unbounded("GeminiInteractionsTimer"));
        // Camel sets this on its own pool, but not on the one for virtual threads.
        if (timer instanceof ScheduledThreadPoolExecutor plain) plain.setRemoveOnCancelPolicy(true);
        int normal = Math.max(MIN_NORMAL, Runtime.getRuntime().availableProcessors());
        return new ComponentThreads(
                pool,
                new AdaptiveExecutor(pool, timer, normal, deliveryThreads),
                new AdaptiveExecutor(pool, timer, normal, deliveryThreads),
                new AdaptiveExecutor(pool, timer, normal, deliveryThreads),
                new AdaptiveExecutor(pool, timer, HEARTBEATS, HEARTBEATS),
                new AdaptiveExecutor(pool, timer, normal, normal),
                new AdaptiveExecutor(pool, timer, BLOCKING, BLOCKING),
                timer);
    }

    /** Without a queue and without a limit: an idle thread or a new one runs the task; no task is refused. */
    private static ThreadPoolProfile asNeeded(String name) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(1)
                .maxPoolSize(Integer.MAX_VALUE)
                .maxQueueSize(0)
                .keepAliveTime(10L, TimeUnit.SECONDS)
                .allowCoreThreadTimeOut(true)
                .build();
    }

    /** Each open stream may schedule a task; Camel's default refuses more than 1,000. */
    private static ThreadPoolProfile unbounded(String name) {
        return new ThreadPoolProfileBuilder(name).poolSize(1).maxQueueSize(-1).build();
    }

    public void stop(CamelContext context) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        manager.shutdown(timer);
        manager.shutdown(pool);
    }
}
