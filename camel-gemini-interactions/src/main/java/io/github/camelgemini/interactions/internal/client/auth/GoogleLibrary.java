// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import io.github.camelgemini.interactions.exception.InteractionRequestException;

/**
 * The optional google-auth-library-oauth2-http, which reads keys and fetches tokens. {@link Credentials} is of another
 * artifact, which is always there.
 */
final class GoogleLibrary {

    /** The version that was tested. */
    private static final String DEPENDENCY = "com.google.auth:google-auth-library-oauth2-http:1.42.1";

    private static final boolean PRESENT = isPresent();

    private GoogleLibrary() {}

    /** In the class loader of the component, which is the one that would load it. */
    private static boolean isPresent() {
        try {
            Class.forName("com.google.auth.oauth2.GoogleCredentials", false, GoogleLibrary.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * @param option the option that needs it
     * @param need what needs it, for the message
     * @throws InteractionRequestException if it is missing
     */
    static void require(String option, String need) {
        if (!PRESENT) {
            throw new InteractionRequestException(
                    option,
                    need + " needs a library of Google that is not on the class path: add the dependency "
                            + DEPENDENCY);
        }
    }

    /** @throws IOException if it is not such a key; the message may quote it */
    static Credentials ofServiceAccountKey(byte[] json) throws IOException {
        return Known.ofServiceAccountKey(json);
    }

    /** May block. */
    static Credentials applicationDefault() throws IOException {
        return Known.applicationDefault();
    }

    /** The same credentials if they have no scopes, or have some already. */
    static Credentials scoped(Credentials credentials, String scope) {
        return PRESENT ? Known.scoped(credentials, scope) : credentials;
    }

    /** The only code that refers to classes of the library, so that it is loaded only with them. */
    private static final class Known {

        static Credentials ofServiceAccountKey(byte[] json) throws IOException {
            return GoogleCredentials.fromStream(new ByteArrayInputStream(json));
        }

        static Credentials applicationDefault() throws IOException {
            return GoogleCredentials.getApplicationDefault();
        }

        static Credentials scoped(Credentials credentials, String scope) {
            return credentials instanceof GoogleCredentials google && google.createScopedRequired()
                    ? google.createScoped(List.of(scope))
                    : credentials;
        }
    }
}
