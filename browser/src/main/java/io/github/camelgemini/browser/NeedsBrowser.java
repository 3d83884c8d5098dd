// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test on a machine without Chromium and its driver. Where the environment variable {@code CI} is set, the test runs and
 * fails instead, so that it is never left out unnoticed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsBrowser.Installed.class)
public @interface NeedsBrowser {

    /** The condition behind the annotation. */
    final class Installed implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean installed = Files.isExecutable(Browser.CHROMIUM) && Files.isExecutable(Browser.DRIVER);
            if (installed || System.getenv("CI") != null) return ConditionEvaluationResult.enabled("");
            return ConditionEvaluationResult.disabled("Needs Debian's packages chromium and chromium-driver.");
        }
    }
}
