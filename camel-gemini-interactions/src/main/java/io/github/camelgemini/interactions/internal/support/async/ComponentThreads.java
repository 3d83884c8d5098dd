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
 * The threads of one component, or of the conversations of a context, besides those of the HTTP client. They come from one pool, whose idle threads any of them
 * may have; each is bounded by itself, so that none waits for another.
 *
 * @param pool where threads come from
 * @param delivery decodes streams and starts the exchanges they emit; a stream is on at most one of them
 * @param routes writes replies and goes on with the route behind a producer
 * @param blocking looks up names and fetches tokens; those of the conversations use their repositories
 * @param timer starts what is due; never does it
 */
public record ComponentThreads(
        ExecutorService pool, Executor delivery, Executor routes, Executor blocking, ScheduledExecutorService timer) {

    /** Enough for tasks that do not block, where processors are few. */
    private static final int FEW = 4;

    private static final int BLOCKING = 4;

    public static ComponentThreads start(CamelContext context, Object owner, int deliveryThreads) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        ExecutorService pool =
                manager.newThreadPool(owner, "GeminiInteractionsWorker", asNeeded("GeminiInteractionsWorker"));
        ScheduledExecutorService timer =
                manager.newScheduledThreadPool(owner, "GeminiInteractionsTimer", unbounded("GeminiInteractionsTimer"));
        // Camel's own does that, but not the one it has for virtual threads.
        if (timer instanceof ScheduledThreadPoolExecutor plain) plain.setRemoveOnCancelPolicy(true);
        int few = Math.max(FEW, Runtime.getRuntime().availableProcessors());
        return new ComponentThreads(
                pool,
                new AdaptiveExecutor(pool, timer, few, deliveryThreads),
                new AdaptiveExecutor(pool, timer, few, deliveryThreads),
                new AdaptiveExecutor(pool, timer, BLOCKING, BLOCKING),
                timer);
    }

    /** No queue: the thread that was idle for the shortest time goes on, or a new one; none is refused. */
    private static ThreadPoolProfile asNeeded(String name) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(1)
                .maxPoolSize(Integer.MAX_VALUE)
                .maxQueueSize(0)
                .keepAliveTime(10L, TimeUnit.SECONDS)
                .allowCoreThreadTimeOut(true)
                .build();
    }

    /** Each open stream may have something due: Camel's default refuses the thousand and first. */
    private static ThreadPoolProfile unbounded(String name) {
        return new ThreadPoolProfileBuilder(name).poolSize(1).maxQueueSize(-1).build();
    }

    public void stop(CamelContext context) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        manager.shutdown(timer);
        manager.shutdown(pool);
    }
}
