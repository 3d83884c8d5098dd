// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.client.auth.BackendSettings;
import io.github.camelgemini.interactions.internal.client.call.InteractionCalls;
import io.github.camelgemini.interactions.internal.client.transport.TransportSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.jspecify.annotations.Nullable;

/**
 * The health checks of one component's producers, in Camel's repository {@code producers}: one for all that call the same
 * service with the same credentials over the same kind of connection, while one of them is started. Without camel-health
 * there are none. Any thread.
 */
public final class ProducerHealth {

    /**
     * What the producers of one check have in common.
     *
     * @param calls throws if an address or credentials are missing
     * @param address of the service, without secrets; null for the default one
     */
    public record Service(
            BackendSettings backend,
            TransportSettings.Connection connection,
            Supplier<InteractionCalls> calls,
            @Nullable String address) {

        private Key key() {
            return new Key(backend, connection);
        }
    }

    private record Key(BackendSettings backend, TransportSettings.Connection connection) {}

    private record Checked(ProducerHealthCheck check, Set<Object> producers) {}

    private final CamelContext context;
    // Guarded by this.
    private final Map<Key, Checked> checks = new HashMap<>();
    private int created;

    public ProducerHealth(CamelContext context) {
        this.context = context;
    }

    /** Called when a producer has started. */
    public synchronized void add(Object producer, Service service) {
        WritableHealthCheckRepository repository = repository();
        if (repository == null) return;
        Checked known = checks.get(service.key());
        if (known == null) {
            Duration timeout = service.connection().connectTimeout();
            known = new Checked(
                    new ProducerHealthCheck(nextId(), service.calls(), timeout, service.address()), new HashSet<>());
            checks.put(service.key(), known);
            repository.addHealthCheck(known.check());
        }
        known.producers().add(producer);
    }

    private String nextId() {
        created++;
        return "producer:" + GeminiInteractionsConstants.SCHEME + (created == 1 ? "" : "-" + created);
    }

    /** Called when a producer stops. */
    public synchronized void remove(Object producer, Service service) {
        Checked known = checks.get(service.key());
        if (known == null
                || !known.producers().remove(producer)
                || !known.producers().isEmpty()) return;
        checks.remove(service.key());
        WritableHealthCheckRepository repository = repository();
        if (repository != null) repository.removeHealthCheck(known.check());
    }

    private @Nullable WritableHealthCheckRepository repository() {
        return HealthCheckHelper.getHealthCheckRepository(context, "producers", WritableHealthCheckRepository.class);
    }
}
