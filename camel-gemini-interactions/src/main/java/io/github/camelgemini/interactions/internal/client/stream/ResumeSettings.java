// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;

import io.github.camelgemini.interactions.internal.support.async.Backoff;

/**
 * How hard a broken run is followed.
 *
 * @param maxEventBytes the longest event to accept
 * @param maxAttempts how often a stream is resumed without any progress before the stored interaction is read
 * @param delay before an attempt without progress, and between two polls of a run that goes on
 * @param patience how long a run that goes on without a stream is polled before it is given up
 */
public record ResumeSettings(int maxEventBytes, int maxAttempts, Backoff delay, Duration patience) {}
