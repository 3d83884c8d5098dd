// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OptionTest {

    @Test
    void allAreThereToBeLocked() throws Exception {
        Set<Object> declared = new HashSet<>();
        for (Field field : Option.class.getDeclaredFields()) {
            if (field.getType() == Option.class) declared.add(field.get(null));
        }
        PassThroughOption.ALL.forEach(member -> declared.add(member.option()));

        assertThat(declared).hasSizeGreaterThan(20);
        assertThat(Set.<Object>copyOf(Option.all())).isEqualTo(declared);
    }

    @Test
    void everyHeaderIsAConstant() throws Exception {
        Set<Object> constants = new HashSet<>();
        for (Field field : GeminiInteractionsConstants.class.getFields()) constants.add(field.get(null));
        List<String> headers = Option.all().stream().map(Option::header).toList();

        assertThat(headers).doesNotHaveDuplicates().allMatch(constants::contains);
    }
}
