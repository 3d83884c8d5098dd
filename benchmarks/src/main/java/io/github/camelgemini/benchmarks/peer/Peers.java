// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.peer;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.camelgemini.benchmarks.measure.Peer;
import io.github.camelgemini.benchmarks.measure.Scenario;
import io.github.camelgemini.benchmarks.measure.Scenario.Work;

/** All peers, in the order in which they run. */
public final class Peers {

    /** Google's client in its newer line, which runs with that version on the class path. */
    public static final String GENAI_2 = "genai-2";

    private static final Set<Work> ALL_WORK = EnumSet.of(Work.STREAM, Work.FIRST, Work.UNARY);
    private static final Set<Work> STREAMS = EnumSet.of(Work.STREAM, Work.FIRST);
    private static final Set<Work> LONG_STREAMS = EnumSet.of(Work.STREAM);

    /** A peer, and what it can do. */
    private record Entry(Supplier<Peer> peer, Set<Work> works, Set<String> scenarios) {
        boolean runs(Scenario scenario) {
            return works.contains(scenario.work()) && (scenarios.isEmpty() || scenarios.contains(scenario.name()));
        }
    }

    private static final Map<String, Entry> ALL = new LinkedHashMap<>();

    static {
        add(LONG_STREAMS, () -> new ConsumerPeer("consumer", "emit=deltas", Texts::text));
        add(LONG_STREAMS, () -> new ConsumerPeer("consumer-keys", "emit=deltas", Texts::keyed), "one");
        add(LONG_STREAMS, () -> new ConsumerPeer("consumer-steps", "emit=steps", Texts::text), "one");
        add(
                LONG_STREAMS,
                () -> new ConsumerPeer("consumer-events", "emit=events&outputType=interaction", Texts::event),
                "one");
        add(
                LONG_STREAMS,
                () -> new ConsumerPeer("consumer-object", "emit=deltas&outputType=object", Texts::map),
                "one");
        add(STREAMS, ChannelPeer::new);
        add(STREAMS, IteratorPeer::new);
        add(EnumSet.of(Work.UNARY), ProducerPeer::new);
        add(ALL_WORK, () -> new GenAiPeer("genai-1"));
        add(ALL_WORK, () -> new GenAiPeer(GENAI_2));
        add(ALL_WORK, CamelHttpPeer::new);
        add(STREAMS, LangChainPeer::new);
        add(LONG_STREAMS, EmptyPeer::new);
        add(ALL_WORK, JdkFloor::new);
        add(ALL_WORK, HttpClientFloor::new);
    }

    private Peers() {}

    private static void add(Set<Work> works, Supplier<Peer> peer, String... scenarios) {
        ALL.put(peer.get().name(), new Entry(peer, works, Set.of(scenarios)));
    }

    /** Names of the peers that take part in a scenario. */
    public static List<String> of(Scenario scenario) {
        return ALL.entrySet().stream()
                .filter(entry -> entry.getValue().runs(scenario))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** @throws IllegalArgumentException if there is no peer of that name */
    public static Peer named(String name) {
        Entry entry = ALL.get(name);
        if (entry == null) throw new IllegalArgumentException("No peer " + name + "; there are: " + ALL.keySet());
        return entry.peer().get();
    }
}
