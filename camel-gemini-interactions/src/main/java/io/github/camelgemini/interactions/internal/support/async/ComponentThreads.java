// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executors of one component, or of a context's conversations; the HTTP client has its own threads. They share one pool of
 * threads, but each has its own bound, so that none waits for another.
 *
 * @param pool source of the threads
 * @param answers decodes answers that not only a route waits for, and streams that become a body, and does what follows from
 *     them: rounds, repairs, turns, ends. Nothing that blocks runs here, and no code of a user
 * @param delivery decodes streams and starts the exchanges they emit; a stream is on at most one thread at a time
 * @param routes decodes an answer that only the route waits for, writes replies, continues the route behind a producer and
 *     runs functions
 * @param repositories accesses users' repositories; no route runs here
 * @param heartbeats renews leases and writes heartbeats, and nothing else: others take what is not renewed in time
 * @param requests sends requests that had to wait, reads the answers of polls and ends what is overdue. Nothing that blocks
 *     runs here, and no route: it would make polls and time limits late
 * @param blocking resolves host names and fetches tokens
 * @param timer hands over what is due to one of the executors; runs nothing else, and refuses tasks once it is stopped
 */
public record ComponentThreads(
        ExecutorService pool,
        Executor answers,
        Executor delivery,
        Executor routes,
        Executor repositories,
        Executor heartbeats,
        Executor requests,
        Executor blocking,
        ScheduledExecutorService timer) {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentThreads.class);

    /** Lower limit of threads that work normally, for machines with few processors. */
    private static final int MIN_NORMAL = 4;

    private static final int BLOCKING = 4;
    /** More than normal, so that a repository that hangs does not stop the heartbeats of another one. */
    private static final int MAX_HEARTBEATS = 32;

    /** Routes that do not move may wait for each other. */
    private static final AdaptiveExecutor.Spare SPARE_ROUTES = new AdaptiveExecutor.Spare(1_000, 1_000);
    /** More patience: each stream waits for its own route, and as many of these block at once as were asked for. */
    private static final AdaptiveExecutor.Spare SPARE_DELIVERY = new AdaptiveExecutor.Spare(1_000, 10_000);

    /** Starts threads for an owner, which shows in their names in Camel's management. */
    public static ComponentThreads start(CamelContext context, Object owner, int deliveryThreads) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        ExecutorService pool =
                manager.newThreadPool(owner, "GeminiInteractionsWorker", asNeeded("GeminiInteractionsWorker"));
        ScheduledExecutorService timer =
                manager.newScheduledThreadPool(owner, "GeminiInteractionsTimer", unbounded("GeminiInteractionsTimer"));
        // Camel sets this on its own pool, but not on the one for virtual threads.
        if (timer instanceof ScheduledThreadPoolExecutor plain) plain.setRemoveOnCancelPolicy(true);
        int normal = Math.max(MIN_NORMAL, Runtime.getRuntime().availableProcessors());
        BiFunction<Integer, AdaptiveExecutor.Spare, Executor> upTo = (most, spare) ->
                new AdaptiveExecutor(pool, timer, normal, most, spare, ProcessorTime::of, ComponentThreads::logFailure);
        return new ComponentThreads(
                pool,
                upTo.apply(normal, AdaptiveExecutor.Spare.NONE),
                upTo.apply(deliveryThreads, SPARE_DELIVERY),
                upTo.apply(deliveryThreads, SPARE_ROUTES),
                upTo.apply(deliveryThreads, AdaptiveExecutor.Spare.NONE),
                upTo.apply(MAX_HEARTBEATS, AdaptiveExecutor.Spare.NONE),
                upTo.apply(normal, AdaptiveExecutor.Spare.NONE),
                upTo.apply(BLOCKING, AdaptiveExecutor.Spare.NONE),
                timer);
    }

    private static void logFailure(Throwable failure) {
        LOG.error("A task failed, and nothing else reports it", failure);
    }

    /**
     * Whether this is a thread of {@code routes}, on which a route may continue at once.
     *
     * @return false on each other thread, such as one that stops a route
     */
    public boolean isRouteThread() {
        return AdaptiveExecutor.isRunning(routes);
    }

    /**
     * Announces that the current thread may wait for a result of another thread of a component. It does not count for the bound
     * of its executor until the wait or its task ends.
     *
     * @return ends the wait; on any thread, more than once without effect. Null if the thread is not of a component
     */
    public static @Nullable Runnable waits() {
        return AdaptiveExecutor.waits();
    }

    /**
     * Without a queue and without a limit: an idle thread or a new one runs the task. Refuses tasks only when it is shut
     * down, which Camel's default policy would hide: it discards them.
     */
    private static ThreadPoolProfile asNeeded(String name) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(1)
                .maxPoolSize(Integer.MAX_VALUE)
                .maxQueueSize(0)
                .keepAliveTime(10L, TimeUnit.SECONDS)
                .allowCoreThreadTimeOut(true)
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }

    /** Each open stream may schedule a task; Camel's default refuses more than 1,000, and discards tasks after shutdown. */
    private static ThreadPoolProfile unbounded(String name) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(1)
                .maxQueueSize(-1)
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }

    public void stop(CamelContext context) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        manager.shutdown(timer);
        manager.shutdown(pool);
    }
}
