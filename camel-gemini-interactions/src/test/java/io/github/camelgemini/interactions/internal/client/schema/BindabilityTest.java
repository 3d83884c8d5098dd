// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Which classes an answer can be bound to, before there is one. */
class BindabilityTest {

    interface Shape {}

    record WithInterface(String name, Shape shape) {}

    abstract static class Animal {
        public String name = "";
    }

    record Zoo(List<Map<String, Animal[]>> animals) {}

    static class NoConstructor {
        public String name;

        NoConstructor(String name, int more) {
            this.name = name + more;
        }
    }

    record WithOptional(Optional<NoConstructor> maybe) {}

    class Inner {
        public String name = "";
    }

    record WithInner(Nested nested) {}

    record Nested(List<Inner> inner) {}

    record WithClass(String name, Class<?> type) {}

    record WithThread(Thread thread) {}

    record Loop(String name, List<Loop> children, Map<String, Other> others) {}

    record Other(Loop loop, Optional<Other> next) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    sealed interface Typed {}

    record Circle(int radius) implements Typed {}

    record Square(int side) implements Typed {}

    record Drawing(List<Typed> shapes) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Bad.class))
    interface TypedBadly {}

    record Bad(Shape shape) implements TypedBadly {}

    record BadDrawing(TypedBadly drawn) {}

    record Anything(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {}

    static List<Arguments> unbindable() {
        return List.of(
                Arguments.of(WithInterface.class, "its member shape of type " + Shape.class.getTypeName()),
                Arguments.of(Zoo.class, "its member animals[][][] of type " + Animal.class.getTypeName()),
                Arguments.of(WithOptional.class, "its member maybe of type " + NoConstructor.class.getTypeName()),
                Arguments.of(NoConstructor.class, "it has no constructor"),
                Arguments.of(WithInner.class, "its member nested.inner[] of type " + Inner.class.getTypeName()),
                Arguments.of(Inner.class, "it is an inner class: make it static"),
                Arguments.of(Animal.class, "it is an abstract class"),
                Arguments.of(WithClass.class, "its member type of type java.lang.Class"),
                Arguments.of(WithThread.class, "java.lang.Thread"),
                Arguments.of(Thread.class, "java.lang.Thread"),
                Arguments.of(BadDrawing.class, "its member drawn.shape of type " + Shape.class.getTypeName()),
                Arguments.of(Anything.class, "java.lang.Object"));
    }

    @ParameterizedTest
    @MethodSource("unbindable")
    void namesTheMemberThatCannotBeBound(Class<?> type, String member) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BeanMapper.OWN.schema(type))
                .withMessageContaining("no answer can be bound to " + type.getName())
                .withMessageContaining(member);
    }

    @Test
    void takesClassesThatContainThemselves() {
        assertThat(BeanMapper.OWN.schema(Loop.class)).contains("$ref");
        assertThat(BeanMapper.OWN.bind("{\"name\":\"a\",\"children\":[{\"name\":\"b\"}]}", Loop.class))
                .isEqualTo(new Loop("a", List.of(new Loop("b", null, null)), null));
    }

    @Test
    void takesAnInterfaceWhoseSubtypesHaveNames() {
        BeanMapper.OWN.checkBindable(Drawing.class);
        assertThat(BeanMapper.OWN.bind(
                        "{\"shapes\":[{\"@type\":\"BindabilityTest$Circle\",\"radius\":1}]}", Drawing.class))
                .isEqualTo(new Drawing(List.of(new Circle(1))));
    }
}
