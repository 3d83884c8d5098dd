// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckAware;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.PluginHelper;
import org.slf4j.LoggerFactory;

/** Sees all that a context shows of itself: who reads any of it must not find a secret. */
final class Witness implements AutoCloseable {

    /** Something that can be read. */
    record Shown(String where, String text) {
        @Override
        public String toString() {
            return where + ": " + (text.length() < 600 ? text : text.substring(0, 600) + "…");
        }
    }

    /** What may be asked of a failure in order to get at content. Everything else must not give it away. */
    private static final Set<String> CONTENT_GETTERS =
            Set.of("getApiMessage", "getExcerpt", "getFunction", "getInteraction", "getViolations");

    /** Prints the bytes that are sent, whatever they are; the documentation says so. */
    private static final String WIRE = "org.apache.hc.client5.http.wire";

    /**
     * Has our headers masked. What the other side sends, and what the library itself tells a proxy, is printed as it is; the
     * documentation says so.
     */
    private static final String HEADERS = "org.apache.hc.client5.http.headers";

    private static final List<String> PRINTED = List.of(" << ", " >> Proxy-Authorization: ");

    /** Camel's loggers are below their DEBUG level at TRACE, where Camel prints URIs as they are; the documentation says so. */
    private static final Map<String, Level> LEVELS = Map.of(
            Logger.ROOT_LOGGER_NAME,
            Level.DEBUG,
            "org.apache.camel.impl.engine",
            Level.DEBUG,
            "io.github.camelgemini",
            Level.TRACE,
            "io.github.camelgemini.emulator",
            Level.OFF,
            WIRE,
            Level.OFF,
            // Print what placeholders stand for, at DEBUG; the documentation says so.
            "org.apache.camel.component.properties.DefaultPropertiesParser",
            Level.INFO,
            "org.apache.camel.impl.engine.DefaultCamelContextExtension",
            Level.INFO,
            // Prints a URI before a component sees it, at DEBUG, masked by the names of options only; the same.
            "org.apache.camel.support.DefaultComponent",
            Level.INFO,
            "org.apache.camel.impl.engine.AbstractCamelContext",
            Level.INFO);

    private final Map<String, Level> before = new java.util.HashMap<>();
    private final List<Appender<ILoggingEvent>> silenced = new ArrayList<>();
    private final Queue<ILoggingEvent> log = new ConcurrentLinkedQueue<>();
    private final Queue<CamelEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            log.add(event);
        }
    };

    /** Listens to the log. */
    Witness() {
        LEVELS.forEach((name, level) -> {
            before.put(name, logger(name).getLevel());
            logger(name).setLevel(level);
        });
        Logger root = logger(Logger.ROOT_LOGGER_NAME);
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); )
            silenced.add(all.next());
        silenced.forEach(root::detachAppender);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    @Override
    public void close() {
        Logger root = logger(Logger.ROOT_LOGGER_NAME);
        root.detachAppender(appender);
        silenced.forEach(root::addAppender);
        before.forEach((name, level) -> logger(name).setLevel(level));
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    /** Listens to a context's events. */
    void watch(CamelContext context) {
        context.getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                events.add(event);
            }
        });
    }

    void saw(Throwable failure) {
        failures.add(failure);
    }

    void saw(Exchange exchange) {
        exchanges.add(exchange);
        Throwable failure = exchange.getException();
        if (failure == null) failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure != null) saw(failure);
    }

    /** What failed, wherever it was seen. */
    List<Throwable> failures() {
        return Stream.concat(
                        failures.stream(),
                        events.stream()
                                .filter(CamelEvent.FailureEvent.class::isInstance)
                                .map(event -> ((CamelEvent.FailureEvent) event).getCause())
                                .filter(cause -> cause != null))
                .toList();
    }

    /** Log lines at that level or above, with their stack traces, but for what the HTTP library prints. */
    List<Shown> log(Level level) {
        return log.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(level))
                .filter(event -> !(event.getLoggerName().equals(HEADERS)
                        && PRINTED.stream().anyMatch(event.getFormattedMessage()::contains)))
                .map(event -> new Shown(
                        "log " + event.getLevel() + " " + event.getLoggerName(),
                        event.getFormattedMessage()
                                + (event.getThrowableProxy() == null
                                        ? ""
                                        : ThrowableProxyUtil.asString(event.getThrowableProxy()))))
                .toList();
    }

    /** Failures with all their causes: their words, their traces and what their getters give, content excepted. */
    List<Shown> exceptions() throws ReflectiveOperationException {
        List<Shown> shown = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable failure : failures()) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            shown.add(new Shown("stack trace", trace.toString()));
            exception(failure, seen, shown);
        }
        return shown;
    }

    private static void exception(Throwable failure, Set<Throwable> seen, List<Shown> shown)
            throws ReflectiveOperationException {
        if (failure == null || !seen.add(failure)) return;
        shown.add(new Shown("exception " + failure.getClass().getName(), failure + " " + failure.getMessage()));
        for (Method getter : failure.getClass().getMethods()) {
            boolean asks = getter.getParameterCount() == 0
                    && (getter.getName().startsWith("get") || getter.getName().startsWith("is"))
                    && getter.getReturnType() != Exchange.class
                    && !CONTENT_GETTERS.contains(getter.getName());
            if (!asks
                    || !java.lang.reflect.Modifier.isPublic(
                            getter.getDeclaringClass().getModifiers())) continue;
            shown.add(new Shown(failure.getClass().getName() + "." + getter.getName(), text(getter.invoke(failure))));
        }
        exception(failure.getCause(), seen, shown);
        for (Throwable suppressed : failure.getSuppressed()) exception(suppressed, seen, shown);
    }

    /** Properties and headers, bodies excepted: they are content. */
    List<Shown> exchanges() {
        List<Shown> shown = new ArrayList<>();
        for (Exchange exchange : exchanges) {
            exchange.getAllProperties().forEach((name, value) -> shown.add(new Shown("property " + name, text(value))));
            Message message = exchange.getMessage();
            message.getHeaders().forEach((name, value) -> shown.add(new Shown("header " + name, text(value))));
            shown.add(new Shown("exchange", exchange + " " + message));
        }
        return shown;
    }

    List<Shown> events() {
        return events.stream()
                .map(event -> new Shown("event " + event.getType(), event.toString()))
                .toList();
    }

    /** Components, endpoints, services and health, each in its own words. */
    static List<Shown> context(CamelContext context) {
        List<Shown> shown = new ArrayList<>();
        for (String name : context.getComponentNames())
            shown.add(new Shown("component", String.valueOf(context.getComponent(name))));
        if (context.getComponent("gemini-interactions") instanceof GeminiInteractionsComponent component)
            shown.add(new Shown("configuration", component.getConfiguration().toString()));
        for (Endpoint endpoint : context.getEndpoints()) {
            shown.add(new Shown("endpoint.toString", endpoint.toString()));
            shown.add(new Shown("endpoint.getEndpointUri", endpoint.getEndpointUri()));
            shown.add(new Shown("endpoint.getEndpointBaseUri", endpoint.getEndpointBaseUri()));
            shown.add(new Shown("endpoint.getEndpointKey", endpoint.getEndpointKey()));
            if (endpoint instanceof GeminiInteractionsEndpoint ours) {
                shown.add(new Shown("endpoint.getServiceUrl", text(ours.getServiceUrl())));
                shown.add(new Shown("endpoint.getServiceMetadata", text(ours.getServiceMetadata())));
                shown.add(new Shown("configuration", ours.getConfiguration().toString()));
            }
        }
        for (Route route : context.getRoutes()) {
            shown.add(new Shown("route", route + " " + route.getConsumer() + " " + route.getProperties()));
            if (route.getConsumer() instanceof HealthCheckAware aware && aware.getHealthCheck() != null)
                health(aware.getHealthCheck().call(), shown);
        }
        HealthCheckHelper.invoke(context).forEach(result -> health(result, shown));
        return shown;
    }

    private static void health(HealthCheck.Result result, List<Shown> shown) {
        StringWriter error = new StringWriter();
        result.getError().ifPresent(failure -> failure.printStackTrace(new PrintWriter(error)));
        shown.add(new Shown("health", result.getMessage() + " " + result.getDetails() + " " + error + " " + result));
    }

    /** All attributes of all beans of the context, and all that they dump, with placeholders as they are written. */
    static List<Shown> jmx(CamelContext context) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<Shown> shown = new ArrayList<>();
        Set<ObjectName> beans = server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",*"), null);
        for (ObjectName bean : beans) {
            shown.add(new Shown("jmx name", bean.toString()));
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                if (!attribute.isReadable()) continue;
                Object value;
                try {
                    value = server.getAttribute(bean, attribute.getName());
                } catch (javax.management.JMException | javax.management.JMRuntimeException e) {
                    value = e + " " + e.getCause();
                }
                shown.add(new Shown("jmx attribute " + attribute.getName() + " of " + bean, text(value)));
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(bean).getOperations())
                dump(server, bean, operation, shown);
        }
        return shown;
    }

    private static void dump(MBeanServer server, ObjectName bean, MBeanOperationInfo operation, List<Shown> shown) {
        boolean dumps = operation.getName().startsWith("dump")
                || operation.getName().startsWith("list")
                || operation.getName().equals("informationJson");
        String[] types = Arrays.stream(operation.getSignature())
                .map(parameter -> parameter.getType())
                .toArray(String[]::new);
        if (!dumps || !Arrays.stream(types).allMatch("boolean"::equals)) return;
        Object[] no = Arrays.stream(types).map(type -> (Object) false).toArray();
        Object value;
        try {
            value = server.invoke(bean, operation.getName(), no, types);
        } catch (javax.management.JMException | RuntimeException e) {
            value = e + " " + e.getCause();
        }
        shown.add(new Shown("jmx operation " + operation.getName() + " of " + bean, text(value)));
    }

    /** The routes as Camel writes them. */
    static List<Shown> dumps(CamelContext context) throws Exception {
        List<Shown> shown = new ArrayList<>();
        for (RouteDefinition route :
                context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions()) {
            shown.add(new Shown(
                    "XML dump", PluginHelper.getModelToXMLDumper(context).dumpModelAsXml(context, route)));
            shown.add(new Shown(
                    "YAML dump", PluginHelper.getModelToYAMLDumper(context).dumpModelAsYaml(context, route)));
            shown.add(new Shown("route definition", route.toString() + route.getLabel() + route.getShortName()));
        }
        return shown;
    }

    /** What an emulator has written down. */
    static Shown requests(String baseUrl) throws IOException, InterruptedException {
        return new Shown(
                "emulator",
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(baseUrl + "/_emulator/requests"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static String text(Object value) {
        if (value instanceof Object[] many) return Arrays.deepToString(many);
        if (value instanceof TabularData table) return table.values().toString();
        if (value instanceof Throwable failure) return failure + " " + failure.getCause();
        return String.valueOf(value);
    }
}
