// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.time.Duration;

import io.github.camelgemini.interactions.internal.support.async.Backoff;

/**
 * Limits for resuming a broken stream.
 *
 * @param maxEventBytes maximum size of an event
 * @param maxAttempts maximum number of resumes without progress before the stored interaction is polled
 * @param delay delay before a resume, and between two polls
 * @param patience maximum sum of the delays between polls of a run in progress before it fails
 * @param maxRetries maximum number of times that a create is sent again which a stream refused before its run had begun
 * @param maxResponseBytes maximum size of a streamed answer, over all its connections
 */
public record ResumeSettings(
        int maxEventBytes, int maxAttempts, Backoff delay, Duration patience, int maxRetries, int maxResponseBytes) {

    /** Without retries, and without a limit for the whole answer. */
    public ResumeSettings(int maxEventBytes, int maxAttempts, Backoff delay, Duration patience) {
        this(maxEventBytes, maxAttempts, delay, patience, 0, Integer.MAX_VALUE);
    }
}
