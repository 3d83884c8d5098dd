// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.progress;

import java.util.Map;

import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Health check that shows the state of something. Camel's own base class is in camel-health, which is optional. */
public abstract class StateHealthCheck implements HealthCheck {

    private final String id;
    private volatile boolean enabled = true;

    protected StateHealthCheck(String id) {
        this.id = id;
    }

    /** Fills the result; unless it is set to DOWN, the state is UP. */
    protected abstract void check(HealthCheckResultBuilder result);

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this).up();
        check(result);
        return result.build();
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }
}
