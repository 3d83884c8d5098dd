// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What to do if the service no longer has a conversation's last interaction. */
public enum OnConversationLost {
    /** The turn fails with the service's error, and the conversation is unchanged. */
    fail,
    /** The conversation is reset, and the turn is its first. */
    restart
}
