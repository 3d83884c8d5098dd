// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whoever waits for a task hears of it, also behind a stop. */
class ComponentThreadsTest {

    private static List<Executor> executors(ComponentThreads threads) {
        return List.of(
                threads.answers(),
                threads.requests(),
                threads.delivery(),
                threads.routes(),
                threads.repositories(),
                threads.heartbeats(),
                threads.blocking());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void behindAStopEachTaskRunsAndTheTimerRefuses(boolean kept) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            ComponentThreads threads = ComponentThreads.start(context, this, 2);
            CountDownLatch release = new CountDownLatch(1);
            CompletableFuture<Void> atWork =
                    kept ? CompletableFuture.runAsync(() -> await(release), threads.routes()) : null;
            release.countDown();
            threads.stop(context);

            for (Executor executor : executors(threads))
                CompletableFuture.runAsync(() -> {}, executor).get(1, TimeUnit.MINUTES);

            assertThatThrownBy(() -> threads.timer().schedule(() -> {}, 1, TimeUnit.DAYS))
                    .isInstanceOf(RejectedExecutionException.class);
            if (atWork != null) atWork.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void onlyATaskOfRoutesIsOnAThreadOfRoutes() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            ComponentThreads threads = ComponentThreads.start(context, this, 2);

            for (Executor executor : executors(threads))
                assertThat(CompletableFuture.supplyAsync(threads::isRouteThread, executor)
                                .get(1, TimeUnit.MINUTES))
                        .isEqualTo(executor == threads.routes());
            assertThat(threads.isRouteThread()).isFalse();
            threads.stop(context);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
