// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.option;

/** What happens when the service does not have a conversation's last interaction any more; the words of the option. */
public enum OnConversationLost {
    /** The turn fails as the service refuses it, and the conversation stays as it is. */
    fail,
    /** The conversation is forgotten, and the turn is its first. */
    restart
}
