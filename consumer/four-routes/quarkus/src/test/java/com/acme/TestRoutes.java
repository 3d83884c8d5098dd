package com.acme;

import org.apache.camel.BindToRegistry;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;

public class TestRoutes extends RouteBuilder {

    private static final String CREATE = "gemini-interactions:create?model=gemini-3.5-flash";
    private static final String CAPITAL = "&outputType=object&outputClass=com.acme.Capital";

    @BindToRegistry
    public StateRepository<String, String> turns() {
        return new MemoryStateRepository();
    }

    @Override
    public void configure() {
        from("direct:ask").to(CREATE + "&systemInstruction=resource:classpath:instruction.txt");
        from("direct:object").to(CREATE + CAPITAL);
        from("direct:conversation").to(CREATE + "&conversationId=c1&conversationRepository=#turns");

        from("direct:stream").to(CREATE + "&streaming=true&channel=capitals");
        from("gemini-interactions:stream?channel=capitals").to("bean:steps?method=add(${body})");

        from("direct:function").to(CREATE + "&tags=rates");
        from("gemini-interactions-tool:get_price?tags=rates&description=A price&parameter.ticker=string")
                .to("bean:prices?method=of(${header.ticker})");
        // On a thread of the component: the class and the resource are found there, too.
        from("gemini-interactions-tool:get_capital?tags=rates&description=A capital&parameter.country=string")
                .setBody(simple("The capital of ${header.country}"))
                .toD(CREATE + CAPITAL + "&systemInstruction=resource:classpath:${header.country}.txt")
                .setBody(simple("${body.capital}"));
    }
}
