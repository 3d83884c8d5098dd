// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts what a peer reports, and measures the process while it does, once it has warmed up. */
public final class Probe {

    private static final long LOOK_MILLIS = 100;
    private static final Duration STRETCH = Duration.ofSeconds(2);
    private static final int MOST_STRETCHES = 15;
    private static final double STEADY = 1.1;
    private static final int CALM = 2;
    private static final double BUSY = 0.1;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Scenario scenario;
    private final Duration warmUp;
    private final Duration time;

    // Written by any thread of the peer.
    private final LongAdder events = new LongAdder();
    private final LongAdder characters = new LongAdder();
    private final Recorder times = new Recorder(DIGITS);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** When the call began whose first text has not arrived; 0 for none. */
    private volatile long called;

    private volatile boolean over;
    private final Map<String, Double> figures = new ConcurrentHashMap<>();

    /** @param warmUp time that is not measured, at least; longer while the rate rises or code is compiled */
    public Probe(Scenario scenario, Duration warmUp, Duration time) {
        this.scenario = scenario;
        this.warmUp = warmUp;
        this.time = time;
    }

    /** A call begins, in a scenario that has one at a time; the next text ends the time that is measured. */
    public void called() {
        called = System.nanoTime();
    }

    /** The time that one event was on its way, or that was lost until somebody saw it. */
    public void delay(long nanos) {
        times.recordValue(Math.max(0, nanos));
    }

    /** A figure that the peer has measured itself; by name as in {@link Measurement}. */
    public void figure(String name, double value) {
        figures.put(name, value);
    }

    /** Text of one event, or of several: events are counted by their text, of which each has the same length. */
    public void text(String text) {
        arrived();
        characters.add(text.length());
    }

    /** Events that were counted without a look at their text. */
    public void events(int count) {
        arrived();
        events.add(count);
    }

    /**
     * One whole answer.
     *
     * @param begun when the call began, of {@link System#nanoTime}
     * @throws IllegalStateException if the text is not the whole one
     */
    public void answer(String text, long begun) {
        if (text.length() != scenario.answer().length())
            throw new IllegalStateException("The answer has " + text.length() + " characters");
        answer(begun);
    }

    /** One whole answer that was not looked at. */
    public void answer(long begun) {
        times.recordValue(System.nanoTime() - begun);
        events.increment();
    }

    private void arrived() {
        long begun = called;
        if (begun == 0) return;
        called = 0;
        times.recordValue(System.nanoTime() - begun);
    }

    /** Ends the measurement with a failure. */
    public void failed(Throwable cause) {
        if (!over) failure.compareAndSet(null, cause);
    }

    /** Why the measurement has ended early; null if it has not. */
    public @Nullable Throwable failure() {
        return failure.get();
    }

    /** Does the same again and again on so many threads, and measures meanwhile. */
    public void repeat(int threads, Callable<?> work) throws Exception {
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> repeat(work), "peer-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        measure();
    }

    private void repeat(Callable<?> work) {
        try {
            while (!over) work.call();
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Warms up, measures, and returns. */
    public void measure() throws Exception {
        warmUp(new Usage());
        times.getIntervalHistogram();
        measure(time, null, new Usage()); // without threads that were there before
    }

    /** Measures from here to the end of some work, without a time to warm up. */
    public void measure(CompletableFuture<?> work) throws Exception {
        measure(LONGEST, work, new Usage());
    }

    private void measure(Duration longest, @Nullable CompletableFuture<?> work, Usage usage) throws Exception {
        double eventsBefore = count();
        long allocatedBefore = usage.allocated();
        long cpuBefore = Usage.cpuNanos();
        long begun = System.nanoTime();

        await(longest, work, usage);
        if (work != null && !work.isDone()) throw new IllegalStateException("Took longer than " + longest);

        long nanos = System.nanoTime() - begun;
        long cpu = Usage.cpuNanos() - cpuBefore;
        double count = count() - eventsBefore;
        long allocated = usage.allocated() - allocatedBefore;
        over = true;
        if (count == 0) throw new IllegalStateException("Nothing arrived");
        figures.putAll(figures(count, nanos, cpu, allocated, usage.mostThreads()));
        figures.put(Measurement.PROCESSOR, usage.processorSpeed());
    }

    /**
     * Until twice in a row two seconds bring hardly more than those before, and the compiler has little to do: it needs 10 to 25
     * seconds for that on two processors, and several times as long where others use them too.
     */
    private void warmUp(Usage usage) throws Exception {
        await(warmUp, null, usage);
        double last = counted(STRETCH, usage);
        for (int i = 0, calm = 0; i < MOST_STRETCHES && calm < CALM; i++) {
            long compiledBefore = Usage.compilationMillis();
            double next = counted(STRETCH, usage);
            boolean isCompiled = Usage.compilationMillis() - compiledBefore < STRETCH.toMillis() * BUSY;
            calm = isCompiled && next < last * STEADY ? calm + 1 : 0;
            last = next;
        }
    }

    private double counted(Duration duration, Usage usage) throws Exception {
        double before = count();
        await(duration, null, usage);
        return count() - before;
    }

    /** @param work ends the time early; null for none */
    private void await(Duration duration, @Nullable CompletableFuture<?> work, Usage usage) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            Thread.sleep(Math.min(left, LOOK_MILLIS));
            usage.look();
            Throwable cause = failure.get();
            if (cause != null) throw new IllegalStateException("The peer failed", cause);
            if (work != null && work.isDone()) {
                work.get();
                return;
            }
        }
    }

    private double count() {
        return events.sum() + (double) characters.sum() / scenario.answer().text();
    }

    private Map<String, Double> figures(double count, long nanos, long cpu, long allocated, int threads)
            throws IOException {
        Map<String, Double> all = new TreeMap<>();
        all.put("rate", count * NANOS_PER_SECOND / nanos);
        all.put("cpu", cpu / NANOS_PER_MICRO / count);
        all.put("allocated", allocated / count);
        all.put("threads", (double) threads);
        all.put("rss", Usage.residentMebibytes());
        Histogram histogram = times.getIntervalHistogram();
        if (histogram.getTotalCount() > 0) {
            all.put("p50", histogram.getValueAtPercentile(50) / NANOS_PER_MICRO);
            all.put("p99", histogram.getValueAtPercentile(99) / NANOS_PER_MICRO);
        }
        return all;
    }

    /** What was measured; by name as in {@link Measurement}. Empty before the end of {@link #measure}. */
    public Map<String, Double> figures() {
        return figures;
    }
}
