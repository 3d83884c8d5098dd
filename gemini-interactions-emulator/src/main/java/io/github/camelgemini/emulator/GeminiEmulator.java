// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;

import io.github.camelgemini.emulator.internal.http.RequestLimits;
import io.github.camelgemini.emulator.internal.http.Server;
import io.github.camelgemini.emulator.internal.http.ServerSettings;
import io.github.camelgemini.emulator.internal.rule.RuleBook;
import io.github.camelgemini.emulator.script.Gate;
import io.github.camelgemini.emulator.script.Gates;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.emulator.traffic.Operation;
import io.github.camelgemini.emulator.traffic.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * An emulator of the Interactions API on a real socket of this machine. Build it with {@link #builder()}, or as a bean:
 * setters, {@link #start()}, {@link #close()}. All methods may be called from any thread.
 */
public final class GeminiEmulator implements AutoCloseable {
    /** A key that the emulator accepts; it accepts all but {@code invalid}. */
    public static final String KEY = "emulator";

    private static final Duration WAIT = Duration.ofSeconds(10);

    // Set before the start.
    private String host = "127.0.0.1";
    private int port;
    private List<String> adminHosts = List.of();
    private Duration deltaDelay = Duration.ZERO;
    private Duration runDelay = Duration.ofMillis(20);
    private @Nullable Path data;
    private boolean authRequired = true;
    private boolean strict;
    private int recordedRequests = 10_000;
    private @Nullable Duration retention;
    private InstantSource clock = InstantSource.system();
    private RequestLimits limits = RequestLimits.USUAL;
    private List<Path> scripts = List.of();
    // Safe for use from any thread.
    private final RuleBook rules = new RuleBook();
    private final Gates gates = new Gates();
    // Guarded by this.
    private @Nullable Server server;

    /** An emulator on a free port of the loopback interface, not started. */
    public GeminiEmulator() {}

    /** Settings of a new emulator. */
    public static Builder builder() {
        return new Builder();
    }

    /** A started emulator on a free port of the loopback interface. */
    public static GeminiEmulator startOnFreePort() {
        return builder().start();
    }

    /** Settings before the start; each is described at the setter of its name. Not for use by several threads. */
    public static final class Builder {
        private final GeminiEmulator emulator = new GeminiEmulator();

        private Builder() {}

        public Builder host(String host) {
            emulator.setHost(host);
            return this;
        }

        public Builder port(int port) {
            emulator.setPort(port);
            return this;
        }

        public Builder adminHosts(String... hosts) {
            emulator.setAdminHosts(List.of(hosts));
            return this;
        }

        public Builder deltaDelay(Duration time) {
            emulator.setDeltaDelay(time);
            return this;
        }

        public Builder runDelay(Duration time) {
            emulator.setRunDelay(time);
            return this;
        }

        public Builder data(Path folder) {
            emulator.setData(folder);
            return this;
        }

        public Builder noAuth() {
            emulator.setAuthRequired(false);
            return this;
        }

        public Builder strict() {
            emulator.setStrict(true);
            return this;
        }

        public Builder recordedRequests(int count) {
            emulator.setRecordedRequests(count);
            return this;
        }

        public Builder retention(Duration age) {
            emulator.setRetention(age);
            return this;
        }

        /** Tells the age of what {@link #retention} limits. */
        Builder clock(InstantSource clock) {
            emulator.clock = clock;
            return this;
        }

        /** What {@link RequestLimits#USUAL} is too far for. */
        Builder limits(RequestLimits limits) {
            emulator.limits = limits;
            return this;
        }

        /** The emulator, not started. */
        public GeminiEmulator build() {
            return emulator;
        }

        /** The emulator, started. */
        public GeminiEmulator start() {
            emulator.start();
            return emulator;
        }
    }

    /** The interface to listen on. Default {@code 127.0.0.1}. */
    public void setHost(String host) {
        this.host = host;
    }

    /** The port to listen on; 0, the default, takes a free one. */
    public void setPort(int port) {
        this.port = port;
    }

    /**
     * Further values of {@code Host} that admin requests may have, each with a port or, for the emulator's own, without:
     * names under which other machines or containers call it. Default none: {@code localhost}, addresses of the loopback
     * interface, the host it listens on, and the address that the client is connected to. A name in this list must not be
     * one that a stranger can point at this machine.
     */
    public void setAdminHosts(List<String> hosts) {
        this.adminHosts = List.copyOf(hosts);
    }

    /** Time before each delta of a foreground stream. Default 0. */
    public void setDeltaDelay(Duration time) {
        this.deltaDelay = time;
    }

    /** Time before each event of a background run. Default 20 ms. */
    public void setRunDelay(Duration time) {
        this.runDelay = time;
    }

    /** Folder in which interactions and ledger survive a restart. Null, the default: they do not. */
    public void setData(@Nullable Path folder) {
        this.data = folder;
    }

    /** Whether requests need a key or token. Default true. */
    public void setAuthRequired(boolean required) {
        this.authRequired = required;
    }

    /** Whether unknown members of a request are refused. Default false. */
    public void setStrict(boolean strict) {
        this.strict = strict;
    }

    /** Number of requests that {@link #requests()} returns at most, the newest ones. Default 10,000. */
    public void setRecordedRequests(int count) {
        this.recordedRequests = count;
    }

    /**
     * How long ended interactions and recorded requests are kept. Then they are as if they had been deleted, and of a
     * conversation only the turn before the oldest one that is left is remembered; the ledger counts them all the same.
     * Null, the default: without end.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public void setRetention(@Nullable Duration age) {
        if (age != null && (age.isZero() || age.isNegative())) {
            throw new IllegalArgumentException("retention is longer than 0, or not set to keep all: " + age);
        }
        this.retention = age;
    }

    /** Script files, read at each start. */
    public void setScripts(List<Path> files) {
        this.scripts = List.copyOf(files);
    }

    /**
     * Starts to listen. Does nothing if started.
     *
     * @throws IllegalArgumentException if a script cannot be understood
     * @throws IllegalStateException if the port is in use
     */
    public synchronized void start() {
        if (server == null) {
            scripts.forEach(file -> script(Script.file(file)));
            ServerSettings settings = new ServerSettings(
                    host,
                    port,
                    adminHosts,
                    deltaDelay,
                    runDelay,
                    data,
                    authRequired,
                    strict,
                    recordedRequests,
                    retention,
                    clock,
                    limits);
            server = Server.start(settings, rules, gates);
        }
    }

    /** Stops listening and breaks all connections. Does nothing if not started. */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    private synchronized Server running() {
        if (server == null) {
            throw new IllegalStateException("The emulator is not started.");
        }
        return server;
    }

    /** Whether it listens. */
    public synchronized boolean isRunning() {
        return server != null;
    }

    /**
     * The port it listens on.
     *
     * @throws IllegalStateException if not started, as all methods that need a running emulator
     */
    public int port() {
        return running().port();
    }

    /** {@code http://HOST:PORT}, without a version or a slash at the end. */
    public String baseUrl() {
        String address = host.equals("0.0.0.0") ? "127.0.0.1" : host;
        return "http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port();
    }

    /** As {@link #baseUrl()}, for expression languages. */
    public String getBaseUrl() {
        return baseUrl();
    }

    /** Options for Camel Main that make the component call this emulator: its base URL and a key. A new object per call. */
    public Properties camelProperties() {
        Properties properties = new Properties();
        properties.setProperty("camel.component.gemini-interactions.base-url", baseUrl());
        properties.setProperty("camel.component.gemini-interactions.api-key", KEY);
        return properties;
    }

    /** The address for {@code token_uri} of a service account's key. */
    public String tokenUrl() {
        return baseUrl() + "/_emulator/token";
    }

    /** Adds rules behind those that are there. */
    public void script(Rule... added) {
        rules.add(List.of(added));
    }

    /** Adds the rules of a script behind those that are there. */
    public void script(Script script) {
        rules.add(script.rules());
    }

    /**
     * Adds the rules of a script in YAML or JSON.
     *
     * @throws IllegalArgumentException saying what cannot be understood
     */
    public void script(String yaml) {
        script(Script.parse(yaml));
    }

    /** The gate of this name, at which {@link Rule#gate} holds answers; made when first asked for. */
    public Gate gate(String name) {
        return gates.get(name);
    }

    /**
     * Asserts that every rule answered as often as it should.
     *
     * @throws AssertionError listing those that did not
     */
    public void assertExhausted() {
        List<String> left = rules.left();
        if (!left.isEmpty()) {
            throw new AssertionError("These rules still wait for a request: " + String.join("; ", left));
        }
    }

    /** The requests so far, oldest first, admin requests left out, as well as {@link #droppedRequests() dropped} ones. */
    public List<RecordedRequest> requests() {
        return running().requests();
    }

    /** The requests of one operation so far, oldest first. */
    public List<RecordedRequest> requests(Operation operation) {
        return requests().stream()
                .filter(request -> request.operation() == operation)
                .toList();
    }

    /**
     * The newest request.
     *
     * @throws AssertionError if there was none
     */
    public RecordedRequest lastRequest() {
        List<RecordedRequest> all = requests();
        if (all.isEmpty()) {
            throw new AssertionError("There was no request.");
        }
        return all.get(all.size() - 1);
    }

    /** As {@link #awaitRequests(int, Duration)}, for at most 10 seconds. */
    public List<RecordedRequest> awaitRequests(int count) throws InterruptedException {
        return awaitRequests(count, WAIT);
    }

    /**
     * Waits until this number of requests came in since the start or the last reset, and returns {@link #requests()}.
     *
     * @throws AssertionError if fewer came in that time
     */
    public List<RecordedRequest> awaitRequests(int count, Duration timeout) throws InterruptedException {
        return running().awaitRequests(count, timeout);
    }

    /** The ids of stored interactions, oldest first: also of those whose client never got an answer. */
    public List<String> interactionIds() {
        return running().interactionIds();
    }

    /**
     * How many requests came in and are not among {@link #requests()}: the oldest ones, which go beyond
     * {@link #setRecordedRequests} or beyond an eighth of the JVM's memory. The ledger counts them.
     */
    public long droppedRequests() {
        return running().droppedRequests();
    }

    /**
     * How many interactions were dropped to make room for others: those that ended first, when all together would take more
     * than a quarter of the JVM's memory. They answer 404, and conversations forget them; the ledger counts them.
     */
    public long droppedInteractions() {
        return running().droppedInteractions();
    }

    /** What took effect so far, and what it would have cost. */
    public Ledger ledger() {
        return running().ledger();
    }

    /** Number of event streams that are open now, stalled ones included. */
    public int openStreams() {
        return running().openStreams();
    }

    /** Number of open streams that are blocked now because their client does not read. */
    public int blockedStreams() {
        return running().blockedStreams();
    }

    /**
     * Forgets interactions, requests, ledger, rules and gates, and breaks each connection with an answer in progress. Returns
     * when that is done.
     */
    public void reset() {
        running().reset();
    }

    @Override
    public String toString() {
        return isRunning() ? "GeminiEmulator at " + baseUrl() : "GeminiEmulator, not started";
    }
}
