// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.feature.function.ParameterSchema;
import io.github.camelgemini.interactions.internal.feature.toolcall.FunctionDeclaration;
import io.github.camelgemini.interactions.internal.support.uri.OptionResources;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import io.github.camelgemini.interactions.option.ToolExecution;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** Let models of the Gemini Interactions API call a route as a function. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = GeminiInteractionsToolConstants.SCHEME,
        title = "Gemini Interactions Tool",
        syntax = "gemini-interactions-tool:name",
        category = {Category.AI},
        consumerOnly = true,
        remote = false,
        headersClass = GeminiInteractionsToolConstants.class)
public class GeminiInteractionsToolEndpoint extends DefaultEndpoint implements AsyncEndpoint {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");

    /** Name of the function, as the model calls it. */
    @UriPath
    @Metadata(required = true)
    private final String name;

    @UriParam(label = "consumer")
    @Metadata(required = true)
    private @Nullable String tags;

    @UriParam(label = "consumer")
    private @Nullable String description;

    @UriParam(label = "consumer", prefix = "parameter.", multiValue = true)
    private Map<String, Object> parameters = new LinkedHashMap<>();

    @Metadata(supportFileReference = true)
    @UriParam(label = "consumer")
    private @Nullable String argSchema;

    @UriParam(label = "consumer")
    private boolean returnDirect;

    @UriParam(label = "consumer", defaultValue = "auto")
    private ToolExecution execution = ToolExecution.auto;

    @UriParam(label = "consumer")
    private boolean idempotent;

    // One of them is set, when the endpoint is initialized.
    private @Nullable Function<Processor, GeminiInteractionsToolConsumer> consumerFactory;
    private @Nullable RuntimeException optionFailure;

    GeminiInteractionsToolEndpoint(String uri, GeminiInteractionsToolComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    /** The caller is a producer of the same context. */
    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public Producer createProducer() {
        throw new InteractionRequestException(
                "name",
                "gemini-interactions-tool is called by the model, and cannot be sent to: use from(\"gemini-interactions-tool:"
                        + name + "\"), and the option tags of gemini-interactions:create");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (isBridgeErrorHandler()) throw withoutEffect("bridgeErrorHandler");
        if (optionFailure != null) throw optionFailure;
        GeminiInteractionsToolConsumer consumer =
                Objects.requireNonNull(consumerFactory).apply(processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** A poll would declare the function, and answer the model's calls with their own arguments. */
    @Override
    public PollingConsumer createPollingConsumer() {
        throw new InteractionRequestException(
                "name",
                "gemini-interactions-tool is called by the model, and cannot be polled: use from(\"gemini-interactions-tool:"
                        + name + "\"), and the option tags of gemini-interactions:create");
    }

    /** An invalid option fails {@link #createConsumer}, not the endpoint. */
    @Override
    protected void doInit() throws Exception {
        super.doInit();
        try {
            consumerFactory = consumerFactory();
        } catch (RuntimeException e) {
            optionFailure = e;
        }
    }

    private Function<Processor, GeminiInteractionsToolConsumer> consumerFactory() {
        ParameterSchema declared = declaredParameters();
        Set<String> words = new TreeSet<>(Words.in(tags));
        if (!NAME.matcher(name).matches())
            throw new InteractionRequestException(
                    "name", "The function name " + name + " is invalid: use letters, digits, and _ . : -");
        if (words.isEmpty())
            throw new InteractionRequestException(
                    "tags", "The option tags is missing: a producer offers the functions with one of its tags");
        FunctionDeclaration declaration = new FunctionDeclaration(
                name, description, declared.schema(), execution == ToolExecution.manual, returnDirect, idempotent);
        return processor -> new GeminiInteractionsToolConsumer(this, processor, declaration, declared.names(), words);
    }

    /** Failure for options of every Camel consumer that have no effect on a function. */
    static InteractionRequestException withoutEffect(String option) {
        return new InteractionRequestException(
                option,
                "The option " + option + " changes nothing for a function, whose failures are its caller's: remove it,"
                        + " and see toolExecutionErrorStrategy");
    }

    private ParameterSchema declaredParameters() {
        String schema = new OptionResources(getCamelContext(), InteractionJson::text).text("argSchema", argSchema);
        if (schema == null) return ParameterSchema.of(parameters);
        if (parameters.isEmpty()) return ParameterSchema.of(schema);
        throw new InteractionRequestException(
                "argSchema",
                "Both argSchema and parameter.* are set: the schema describes all arguments, remove parameter.*");
    }

    public String getName() {
        return name;
    }

    public @Nullable String getTags() {
        return tags;
    }

    /** Tags of the function, comma separated. Producers name the tags of the functions that they offer. */
    public void setTags(@Nullable String tags) {
        this.tags = tags;
    }

    public @Nullable String getDescription() {
        return description;
    }

    /** Description for the model: what the function does, and when to call it. */
    public void setDescription(@Nullable String description) {
        this.description = description;
    }

    public Map<String, Object> getParameters() {
        return parameters;
    }

    /**
     * Parameters: parameter.NAME=TYPE with the type string, integer, number or boolean, and parameter.NAME.description,
     * parameter.NAME.required, parameter.NAME.enum. Each argument becomes a header of that name.
     */
    public void setParameters(Map<String, Object> parameters) {
        this.parameters = parameters;
    }

    public @Nullable String getArgSchema() {
        return argSchema;
    }

    /** JSON schema of the arguments, instead of parameters. May be a resource such as resource:classpath:order.json. */
    public void setArgSchema(@Nullable String argSchema) {
        this.argSchema = argSchema;
    }

    public boolean isReturnDirect() {
        return returnDirect;
    }

    /** Whether the function's result is the answer. Otherwise it is sent to the model, which answers. */
    public void setReturnDirect(boolean returnDirect) {
        this.returnDirect = returnDirect;
    }

    public ToolExecution getExecution() {
        return execution;
    }

    /** Whether the function runs when the model calls it (auto), or after a person approved the call (manual). */
    public void setExecution(ToolExecution execution) {
        this.execution = execution;
    }

    public boolean isIdempotent() {
        return idempotent;
    }

    /** Whether running the function again has no further effect. A timeout is then reported to the model. */
    public void setIdempotent(boolean idempotent) {
        this.idempotent = idempotent;
    }
}
