// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.camelgemini.interactions.internal.client.sse.SseDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Bytes to frames, in buffers of the size that a connection has. */
@State(Scope.Thread)
public class FrameSplitting {

    private static final int FRAMES = 1_000;
    private static final int BUFFER = 8 * 1024;

    /** Size of one frame. */
    @Param({"128", "4096"})
    public int bytes;

    private byte[] stream = {};
    private final SseDecoder decoder = new SseDecoder(64 << 20);

    @Setup
    public void fill() {
        stream = Sample.delta(bytes).repeat(FRAMES).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void frame(Blackhole hole) {
        for (int at = 0; at < stream.length; at += BUFFER) {
            decoder.feed(ByteBuffer.wrap(stream, at, Math.min(BUFFER, stream.length - at)));
            for (Object frame = decoder.next(); frame != null; frame = decoder.next()) hole.consume(frame);
        }
    }
}
