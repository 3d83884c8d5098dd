// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * The threads of one component, besides those of the HTTP client.
 *
 * @param delivery decodes streams and starts the exchanges they emit; a stream is on at most one of them
 * @param routes writes replies and goes on with the route behind a producer
 * @param blocking looks up names and fetches tokens
 * @param timer starts what is due; never does it
 */
record Threads(
        ExecutorService delivery, ExecutorService routes, ExecutorService blocking, ScheduledExecutorService timer) {

    private static final int BLOCKING = 4;

    static Threads start(CamelContext context, Object owner, int deliveryThreads) {
        return new Threads(
                pool(context, owner, "GeminiInteractionsDelivery", deliveryThreads),
                pool(context, owner, "GeminiInteractionsRoute", deliveryThreads),
                pool(context, owner, "GeminiInteractionsBlocking", BLOCKING),
                timer(context, owner));
    }

    /**
     * Bounded in threads, not in tasks: a task that is refused would have to run on an HTTP client's thread. To Camel a queue
     * of no size is none at all, so its size is said.
     */
    private static ExecutorService pool(CamelContext context, Object owner, String name, int size) {
        return context.getExecutorServiceManager().newThreadPool(owner, name, profile(name, size));
    }

    private static ThreadPoolProfile profile(String name, int size) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(size)
                .maxPoolSize(size)
                .maxQueueSize(Integer.MAX_VALUE)
                .keepAliveTime(60L, TimeUnit.SECONDS)
                .allowCoreThreadTimeOut(true)
                .build();
    }

    /** Camel's own scheduled pools refuse the task behind the thousandth: every wait is one. */
    private static ScheduledExecutorService timer(CamelContext context, Object owner) {
        return context.getExecutorServiceManager()
                .newScheduledThreadPool(owner, "GeminiInteractionsTimer", profile("GeminiInteractionsTimer", 1));
    }

    void stop(CamelContext context) {
        ExecutorServiceManager manager = context.getExecutorServiceManager();
        manager.shutdown(timer);
        manager.shutdown(delivery);
        manager.shutdown(routes);
        manager.shutdown(blocking);
    }
}
