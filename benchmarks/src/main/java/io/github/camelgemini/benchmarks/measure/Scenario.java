// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.measure;

/**
 * What a peer has to do.
 *
 * @param concurrency streams or calls at the same time
 * @param answer the server's answer to each request
 * @param document bytes of a document in each request; 0 for a short text alone
 * @param heap maximal heap of the peer's JVM, as {@code -Xmx} takes it
 */
public record Scenario(String name, Work work, int concurrency, Answer answer, int document, String heap) {

    /** What is done again and again. */
    public enum Work {
        /** Read a stream; events are counted. */
        STREAM,
        /** Read a short stream, one after the other; the time from the call to its first text is measured. */
        FIRST,
        /** Call without a stream; answers are counted, and the time of each is measured. */
        UNARY,
        /** Read streams of which a thread has many, where the peer can do that; events are counted. */
        MANY,
        /** Hold streams open, of which each has an event in some seconds; the time of an event on its way is measured. */
        HELD,
        /** Read a stream more slowly than it comes; the growth of the heap is measured. */
        SLOW,
        /** Read a stream of one long step, again and again; the growth of the heap is measured. */
        LONG,
        /** Answer ten calls of a function; the time until the final answer is measured. */
        LOOP,
        /** Await runs that end together; the time until that is noticed is measured. */
        AWAIT,
        /** Start a context, and endpoints that do nothing. */
        START
    }
}
