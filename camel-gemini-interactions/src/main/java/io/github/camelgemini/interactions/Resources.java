// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** Loads options that name a resource. */
final class Resources {

    private final CamelContext context;

    Resources(CamelContext context) {
        this.context = context;
    }

    /** The text itself, or what the resource holds that it names; null for null. */
    @Nullable
    String text(String option, @Nullable String value) {
        if (value == null || !isResource(value)) return value;
        String address = value.startsWith("resource:") ? value.substring("resource:".length()) : value;
        return new String(load(option, address), StandardCharsets.UTF_8);
    }

    /** What the named resource holds; null for null. */
    byte @Nullable [] bytes(String option, @Nullable String address) {
        return address == null ? null : load(option, address);
    }

    private static boolean isResource(String value) {
        return value.startsWith("resource:") || value.startsWith("classpath:") || value.startsWith("file:");
    }

    private byte[] load(String option, String address) {
        try (InputStream stream = ResourceHelper.resolveMandatoryResourceAsInputStream(context, address)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new InteractionRequestException(
                    option,
                    "The resource of the option " + option + " cannot be read: check that it is there and may be read",
                    e);
        }
    }
}
