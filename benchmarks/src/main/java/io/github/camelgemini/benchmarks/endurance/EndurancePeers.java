// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/** The peers of each work of this package, in the order in which they run. */
public final class EndurancePeers {

    private static final List<Supplier<Peer>> STREAMS = List.of(
            () -> new StreamPeer("channel", ChannelStreams::start),
            () -> new StreamPeer("genai-1", GenAiStreams::start),
            () -> new StreamPeer("camel-http", CamelHttpStreams::start));

    /** Those that read one stream; a route per stream is not for thousands. */
    private static final List<Supplier<Peer>> ONE_STREAM = List.of(
            () -> new StreamPeer("consumer", ConsumerStreams::start), STREAMS.get(0), STREAMS.get(1), STREAMS.get(2));

    private static final Map<Work, List<Supplier<Peer>>> ALL = Map.of(
            Work.MANY,
            STREAMS,
            Work.HELD,
            STREAMS,
            Work.SLOW,
            ONE_STREAM,
            Work.LONG,
            ONE_STREAM,
            Work.LOOP,
            List.of(LoopProducer::new, LoopGenAi::new, LoopCamelHttp::new),
            Work.AWAIT,
            List.of(
                    () -> new AwaitPeer("await", AwaitProducer::start),
                    () -> new AwaitPeer("camel-http", AwaitCamelHttp::start)),
            Work.START,
            List.of(StartPeer::component, StartPeer::camelHttp));

    private EndurancePeers() {}

    /** The peers of a scenario; none if its work is not of this package. */
    public static List<Peer> of(Scenario scenario) {
        return ALL.getOrDefault(scenario.work(), List.of()).stream()
                .map(Supplier::get)
                .toList();
    }
}
