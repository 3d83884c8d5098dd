// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.github.camelgemini.interactions.internal.support.async.AdaptiveExecutor.Spare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class AdaptiveExecutorTest {

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((broken, failure) -> uncaught.add(failure));
        return thread;
    });

    /** What is due after a while; it passes when a test says so. */
    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

    /** Looks at threads beyond the normal number, which come as long as there are some. */
    private final Queue<Runnable> looks = new ConcurrentLinkedQueue<>();

    private final AtomicLong processorNanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(0) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            (unit.toMillis(delay) == 200 ? looks : due).add(task);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }
    };

    private final CountDownLatch release = new CountDownLatch(1);
    private final Queue<Integer> begun = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        release.countDown();
        threads.shutdown();
        timer.shutdownNow();
    }

    @Test
    void asLongAsTasksWaitThereAreTwiceAsManyThreads() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 2, 7, Spare.NONE, this::processorTime, uncaught::add);
        IntStream.range(0, 12).forEach(task -> workers.execute(() -> hold(task)));

        await().until(() -> begun.size() == 2);
        letTimePass();
        await().until(() -> begun.size() == 4);
        letTimePass();
        await().until(() -> begun.size() == 7);

        assertThat(due).as("there are no more to come").isEmpty();
        release.countDown();
        await().until(() -> begun.size() == 12);
    }

    @Test
    void whereAllThatWaitedHaveBegunThereAreNoMoreThreads() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 2, Spare.NONE, this::processorTime, uncaught::add);
        CountDownLatch both = new CountDownLatch(2);
        workers.execute(() -> hold(0));
        workers.execute(both::countDown);
        release.countDown();
        await().until(() -> both.getCount() == 1);
        CountDownLatch again = new CountDownLatch(1);
        workers.execute(() -> waitFor(again));
        workers.execute(both::countDown);

        letTimePass(); // for the first one that waited

        assertThat(both.getCount()).isEqualTo(1);
        letTimePass();
        await().until(() -> both.getCount() == 0);
        again.countDown();
    }

    @Test
    void threadsThatTurnOverGetMoreTimeBeforeThereAreMoreOfThem() {
        AtomicInteger made = new AtomicInteger();
        Executor counting = task -> {
            made.incrementAndGet();
            threads.execute(task);
        };
        AdaptiveExecutor workers =
                new AdaptiveExecutor(counting, timer, 1, 2, Spare.NONE, this::processorTime, uncaught::add);
        CountDownLatch again = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        workers.execute(() -> hold(0));
        workers.execute(() -> begun.add(1));
        workers.execute(() -> {
            begun.add(2);
            waitFor(again);
        });
        workers.execute(() -> begun.add(3));
        workers.execute(() -> {
            begun.add(4);
            waitFor(end);
        });
        workers.execute(() -> {
            begun.add(5);
            waitFor(end); // its thread is there when the threads are looked at
        });
        release.countDown();
        await().until(() -> begun.contains(2));
        letTimePass(); // for the first one that waited

        again.countDown();
        await().until(() -> begun.contains(4));
        letTimePass();
        assertThat(made).as("two tasks have begun meanwhile").hasValue(1);

        letTimePass();
        assertThat(made).as("none has: another one, and a look at both").hasValue(3);
        await().until(() -> begun.contains(5));
        end.countDown();
    }

    @Test
    void tasksBeginInTheOrderTheyCome() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        workers.execute(() -> waitFor(release));
        IntStream.range(0, 1_000).forEach(task -> workers.execute(() -> begun.add(task)));

        release.countDown();

        await().until(() -> begun.size() == 1_000);
        assertThat(begun)
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        assertThat(due).isEmpty();
    }

    @Test
    void eachTaskRunsOnceAndNoMoreAtATimeThanAllowed() throws Exception {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 3, 3, Spare.NONE, this::processorTime, uncaught::add);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            Thread thread = new Thread(() -> IntStream.range(0, 10_000)
                    .forEach(task -> workers.execute(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        ran.incrementAndGet();
                        running.decrementAndGet();
                    })));
            thread.start();
            senders.add(thread);
        }
        for (Thread sender : senders) sender.join();

        await().until(() -> ran.get() == 40_000 && running.get() == 0);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aTaskThatBreaksTakesNoOtherWithIt() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        workers.execute(() -> {
            waitFor(release);
            throw new AssertionError("broken");
        });
        workers.execute(() -> begun.add(1));

        release.countDown();

        await().until(() -> begun.contains(1));
        workers.execute(() -> begun.add(2));
        await().until(() -> begun.contains(2));
        assertThat(uncaught).extracting(Throwable::getMessage).containsExactly("broken");
    }

    @Test
    void aThreadThatCannotBeHadTakesNoPlace() {
        AtomicInteger left = new AtomicInteger();
        AdaptiveExecutor workers = new AdaptiveExecutor(
                task -> {
                    if (left.getAndDecrement() <= 0) throw new OutOfMemoryError("no thread");
                    threads.execute(task);
                },
                timer,
                1,
                1,
                Spare.NONE,
                this::processorTime,
                uncaught::add);

        workers.execute(() -> begun.add(1));
        assertThat(begun).isEmpty();
        left.set(1);
        letTimePass();
        await().until(() -> begun.contains(1));
        left.set(1);
        workers.execute(() -> begun.add(2));

        await().until(() -> begun.contains(2));
    }

    @Test
    void whereNoThreadAndNoTimeCanBeHadTheTaskIsRefused() {
        timer.shutdownNow();
        AdaptiveExecutor workers = new AdaptiveExecutor(
                task -> {
                    throw new OutOfMemoryError("no thread");
                },
                new ScheduledThreadPoolExecutor(0) {
                    @Override
                    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                        throw new OutOfMemoryError("no memory");
                    }
                },
                1,
                1,
                Spare.NONE,
                this::processorTime,
                uncaught::add);

        assertThatThrownBy(() -> workers.execute(() -> begun.add(1))).hasMessage("no thread");
    }

    @Test
    void anInterruptIsForTheTaskThatRuns() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        Queue<Boolean> interrupted = new ConcurrentLinkedQueue<>();
        workers.execute(() -> {
            waitFor(release);
            Thread.currentThread().interrupt();
        });
        workers.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));

        release.countDown();

        await().untilAsserted(() -> assertThat(interrupted).containsExactly(false));
    }

    @Test
    void tasksBehindOneThatBreaksNeedNoOtherThread() {
        AtomicInteger left = new AtomicInteger(1);
        AdaptiveExecutor workers = new AdaptiveExecutor(
                task -> {
                    if (left.getAndDecrement() <= 0) throw new OutOfMemoryError("no thread");
                    threads.execute(task);
                },
                timer,
                1,
                1,
                Spare.NONE,
                this::processorTime,
                uncaught::add);
        workers.execute(() -> {
            waitFor(release);
            throw new AssertionError("broken");
        });
        workers.execute(() -> begun.add(1));

        release.countDown();

        await().until(() -> begun.contains(1));
    }

    @Test
    void onceThePoolIsShutDownASubmitterRunsItsTask() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        threads.shutdown();

        workers.execute(() -> begun.add(1));

        assertThat(begun).containsExactly(1);
    }

    @Test
    void tasksOfTasksNeedNoDeepStackOnceThePoolIsShutDown() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        threads.shutdown();

        workers.execute(() -> next(workers, 0));

        assertThat(begun).hasSize(100_000);
        assertThat(uncaught).isEmpty();
    }

    private void next(AdaptiveExecutor workers, int task) {
        if (task == 100_000) return;
        begun.add(task);
        workers.execute(() -> next(workers, task + 1));
    }

    @Test
    void aTaskThatWaitsForAnotherOneGivesItItsPlace() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        IntStream.range(0, 100)
                .forEach(task -> workers.execute(() -> {
                    Runnable over = Objects.requireNonNull(AdaptiveExecutor.waits());
                    hold(task);
                    over.run();
                }));

        await().until(() -> begun.size() == 100);
        release.countDown();
    }

    @Test
    void aTaskCountsAgainWhenItsWaitIsOver() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        CountDownLatch reply = new CountDownLatch(1);
        workers.execute(() -> {
            Runnable over = Objects.requireNonNull(AdaptiveExecutor.waits());
            waitFor(reply);
            over.run();
            over.run();
            hold(1);
        });
        workers.execute(reply::countDown);
        await().until(() -> begun.contains(1));

        workers.execute(() -> begun.add(2));

        assertThat(due).isEmpty();
        assertThat(begun).containsExactly(1);
        release.countDown();
        await().until(() -> begun.contains(2));
    }

    @Test
    void aWaitLastsNoLongerThanItsTask() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, Spare.NONE, this::processorTime, uncaught::add);
        Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
        workers.execute(() -> ends.add(Objects.requireNonNull(AdaptiveExecutor.waits())));
        await().until(() -> ends.size() == 1);
        workers.execute(() -> hold(1));
        await().until(() -> begun.contains(1));

        workers.execute(() -> begun.add(2));
        ends.remove().run();
        workers.execute(() -> begun.add(3));

        assertThat(begun).containsExactly(1);
        release.countDown();
        await().until(() -> begun.size() == 3);
    }

    @Test
    void whereNoTaskMovesThereAreSpareThreadsUntilNoneWaits() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, new Spare(5, 1_000), this::processorTime, uncaught::add);
        IntStream.range(0, 8).forEach(task -> workers.execute(() -> hold(task)));

        await().until(() -> begun.size() == 1);
        letTimePass();
        await().until(() -> begun.size() == 2);
        letTimePass();
        await().until(() -> begun.size() == 4);
        letTimePass();
        await().until(() -> begun.size() == 6);

        assertThat(due).as("there are no more to come").isEmpty();
        release.countDown();
        await().until(() -> begun.size() == 8);
        CountDownLatch again = new CountDownLatch(1);
        workers.execute(() -> waitFor(again));
        workers.execute(() -> begun.add(9));
        assertThat(begun).doesNotContain(9);
        again.countDown();
        await().until(() -> begun.contains(9));
    }

    @Test
    void whereATaskHasMovedThereAreNoSpareThreads() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 1, new Spare(5, 1_000), this::processorTime, uncaught::add);
        CountDownLatch first = new CountDownLatch(1);
        workers.execute(() -> waitFor(first));
        IntStream.range(0, 2).forEach(task -> workers.execute(() -> hold(task)));
        first.countDown();
        await().until(() -> begun.contains(0));

        letTimePass();

        assertThat(begun).containsExactly(0);
        assertThat(due).hasSize(1);
        release.countDown();
        await().until(() -> begun.size() == 2);
    }

    @Test
    void whereThreadsComputeHalfOfTheAdditionalOnesEnd() {
        AdaptiveExecutor workers = fourThreads();
        CountDownLatch again = new CountDownLatch(1);
        IntStream.range(4, 8)
                .forEach(task -> workers.execute(() -> {
                    begun.add(task);
                    waitFor(again);
                }));

        look(Long.MAX_VALUE / 2);
        await().until(() -> looks.size() == 1); // the next one, behind what this one did
        release.countDown();

        await().until(() -> threads.getActiveCount() == 2);
        await().until(() -> begun.size() == 6);
        assertThat(looks).hasSize(1);
        letTimePass(); // two tasks have begun meanwhile
        letTimePass(); // those that stay block: there are more again
        await().until(() -> begun.size() == 8);
        again.countDown();
    }

    @Test
    void whereThreadsWaitTheyStay() {
        AdaptiveExecutor workers = fourThreads();
        CountDownLatch again = new CountDownLatch(1);
        IntStream.range(4, 8)
                .forEach(task -> workers.execute(() -> {
                    begun.add(task);
                    waitFor(again);
                }));

        look(0);
        await().until(() -> looks.size() == 1); // the next one, behind what this one did
        release.countDown();

        await().until(() -> begun.size() == 8);
        again.countDown();
    }

    @Test
    void aTaskOfAThreadThatIsOneTooManyDoesNotContinue() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 2, Spare.NONE, this::processorTime, uncaught::add);
        IntStream.range(0, 2)
                .forEach(task -> workers.execute(() -> {
                    hold(task);
                    while (AdaptiveExecutor.mayContinue(workers)) Thread.onSpinWait();
                }));
        letTimePass();
        await().until(() -> begun.size() == 2);
        release.countDown();

        look(Long.MAX_VALUE / 2);

        await().until(() -> threads.getActiveCount() < 2); // both may have seen that one is too many
        workers.execute(() -> begun.add(2));
        await().until(() -> begun.contains(2));
    }

    @Test
    void whereThereIsNoThreadTooManyNothingIsLookedAt() {
        fourThreads();
        release.countDown();
        await().until(() -> threads.getActiveCount() == 0);

        look(0);

        await().until(() -> threads.getActiveCount() == 0);
        assertThat(looks).isEmpty();
    }

    @Test
    void aThreadThatTookThePlaceOfOneThatWaitedIsLookedAt() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 2, Spare.NONE, this::processorTime, uncaught::add);
        CountDownLatch over = new CountDownLatch(1);
        workers.execute(() -> {
            Runnable wait = Objects.requireNonNull(AdaptiveExecutor.waits());
            waitFor(over);
            wait.run();
            hold(0);
        });
        workers.execute(() -> hold(1));
        await().until(() -> begun.contains(1));

        over.countDown();

        await().until(() -> looks.size() == 1);
    }

    @Test
    void aTaskThatLeavesAWaitOrAnInterruptDoesNotContinue() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 2, 2, Spare.NONE, this::processorTime, uncaught::add);
        Queue<Boolean> continues = new ConcurrentLinkedQueue<>();
        workers.execute(() -> {
            continues.add(AdaptiveExecutor.mayContinue(workers));
            AdaptiveExecutor.waits();
            continues.add(AdaptiveExecutor.mayContinue(workers));
        });
        await().until(() -> continues.size() == 2);
        workers.execute(() -> {
            Thread.currentThread().interrupt();
            continues.add(AdaptiveExecutor.mayContinue(workers));
        });

        await().until(() -> continues.size() == 3);
        assertThat(continues).containsExactly(true, false, false);
    }

    /** The thread is one too many, because a wait has ended between its start and its first task. */
    @Test
    void aTaskBehindAThreadThatIsOneTooManyGetsAnother() {
        Queue<Runnable> starts = new ConcurrentLinkedQueue<>();
        AdaptiveExecutor workers =
                new AdaptiveExecutor(starts::add, timer, 1, 1, new Spare(5, 1_000), this::processorTime, uncaught::add);
        AtomicReference<Runnable> wait = new AtomicReference<>();
        workers.execute(() -> {
            wait.set(AdaptiveExecutor.waits());
            hold(0);
        });
        threads.execute(starts.remove());
        await().until(() -> begun.contains(0));
        workers.execute(() -> hold(1));
        threads.execute(starts.remove());
        await().until(() -> begun.contains(1));
        workers.execute(() -> begun.add(2));
        letTimePass();
        wait.get().run();
        while (!starts.isEmpty()) starts.remove().run();

        letTimePass();
        while (!starts.isEmpty()) starts.remove().run();

        assertThat(begun).contains(2);
    }

    /** One thread normally, four tasks that wait for {@link #release}, and a thread for each. */
    private AdaptiveExecutor fourThreads() {
        AdaptiveExecutor workers =
                new AdaptiveExecutor(threads, timer, 1, 4, Spare.NONE, this::processorTime, uncaught::add);
        IntStream.range(0, 4).forEach(task -> workers.execute(() -> hold(task)));
        letTimePass();
        await().until(() -> begun.size() == 2);
        letTimePass();
        await().until(() -> begun.size() == 4);
        return workers;
    }

    /** @param worked how long processors have worked for the threads since the look before */
    private void look(long worked) {
        await().until(() -> !looks.isEmpty());
        Runnable look = looks.remove();
        processorNanos.addAndGet(worked);
        int asked = questions.get();
        look.run();
        await().until(() -> questions.get() > asked);
    }

    private long processorTime(long... identifiers) {
        questions.incrementAndGet();
        return processorNanos.get();
    }

    private void letTimePass() {
        assertThat(due).hasSize(1);
        due.remove().run();
    }

    private void hold(int task) {
        begun.add(task);
        waitFor(release);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
