// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.micro;

import java.util.List;

import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.message.reply.EmissionWriter;
import io.github.camelgemini.interactions.internal.support.header.EmittedMessage;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.option.OutputType;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A delta to the headers and the body of a message; {@link #exchange()} is the part of Camel in it. */
@State(Scope.Benchmark)
public class HeaderWriting {

    @Param({"text", "object"})
    public OutputType outputType = OutputType.text;

    private final CamelContext context = new DefaultCamelContext();
    private final StreamProgress progress = progress();

    /** A new exchange with an empty message. */
    @Benchmark
    public Object exchange() {
        return new DefaultExchange(context).getMessage();
    }

    @Benchmark
    public Object delta() {
        return written();
    }

    /** The headers are made when the first one is read. */
    @Benchmark
    public Object deltaWhoseHeadersAreRead() {
        return written().getHeaders();
    }

    private Message written() {
        EmittedMessage message = new EmittedMessage(new DefaultExchange(context));
        new EmissionWriter(outputType, null, BeanMapper.OWN).delta(growth(), progress, message);
        return message;
    }

    private StreamProgress.Growth growth() {
        StreamProgress.Growth growth = progress.growth();
        if (growth == null) throw new IllegalStateException("The event is no delta");
        return growth;
    }

    private static StreamProgress progress() {
        InteractionEvent.StepGrew grew =
                (InteractionEvent.StepGrew) Sample.events(Sample.delta(128)).get(0);
        StreamProgress.Offset after = new StreamProgress.Offset(15, 0);
        return new StreamProgress(
                grew,
                "v1_sample",
                "v1_sample",
                "0/0/event",
                InteractionStatus.IN_PROGRESS,
                new StreamProgress.Place(0, after),
                new StreamProgress.Growth(0, 0, "model_output", StreamProgress.Offset.START, after, grew.delta()),
                List.of(),
                null);
    }
}
