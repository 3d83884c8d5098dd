// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.Base64;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;

/** Bytes of a medium. */
final class Base64Data {

    private Base64Data() {}

    static byte[] bytes(String data) {
        try {
            return Base64.getMimeDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new InteractionProtocolException("A medium's data is no base64", data, e);
        }
    }
}
