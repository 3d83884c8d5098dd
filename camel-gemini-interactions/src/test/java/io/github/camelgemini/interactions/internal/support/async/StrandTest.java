// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A strand runs for each signal, whatever becomes of a run. */
class StrandTest {

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void aTaskThatThrowsRunsAgainAtTheNextSignal() {
        Strand strand = new Strand(tasks::add, () -> {
            if (runs.incrementAndGet() == 1) throw new NoClassDefFoundError("gone");
        });
        strand.signal();
        assertThatThrownBy(() -> tasks.remove().run()).isInstanceOf(NoClassDefFoundError.class);

        strand.signal();
        tasks.remove().run();

        assertThat(runs).hasValue(2);
    }

    @Test
    void aSignalDuringARunThatThrowsIsNotLost() {
        AtomicInteger left = new AtomicInteger(1);
        Strand[] strand = new Strand[1];
        strand[0] = new Strand(tasks::add, () -> {
            runs.incrementAndGet();
            if (left.getAndDecrement() == 0) return;
            strand[0].signal();
            throw new NoClassDefFoundError("gone");
        });
        strand[0].signal();
        assertThatThrownBy(() -> tasks.remove().run()).isInstanceOf(NoClassDefFoundError.class);

        tasks.remove().run();

        assertThat(runs).hasValue(2);
    }

    @Test
    void anExecutorThatRefusesIsAskedAgainAtTheNextSignal() {
        AtomicInteger refusals = new AtomicInteger(1);
        Strand strand = new Strand(
                task -> {
                    if (refusals.getAndDecrement() > 0) throw new RejectedExecutionException();
                    tasks.add(task);
                },
                runs::incrementAndGet);
        assertThatThrownBy(strand::signal).isInstanceOf(RejectedExecutionException.class);

        strand.signal();
        tasks.remove().run();

        assertThat(runs).hasValue(1);
    }
}
