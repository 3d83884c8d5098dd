// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a mapper can bind objects of a class, with all that they contain, before there is an answer: Jackson itself notices
 * an interface or a missing constructor only when a value arrives.
 */
final class Bindability {

    // One thread.
    private final DeserializationContext context;
    private final Set<JavaType> expanded = new HashSet<>(); // classes whose members are checked

    private Bindability(DeserializationContext context) {
        this.context = context;
    }

    /** @throws IllegalArgumentException naming the member and its type, if objects of the class cannot be bound */
    static void check(JavaType type, DeserializationContext context) {
        new Bindability(context).check(type, "", null);
    }

    private void check(JavaType type, String path, @Nullable SettableBeanProperty property) {
        if (type.hasRawClass(Class.class)) throw unbindable(type, path, "would load the class that the model names");
        JsonDeserializer<?> reader = reader(type, path, property);
        if (type.isContainerType() || type.isReferenceType() && !type.hasRawClass(Optional.class)) {
            if (type.getContentType() != null && expanded.add(type)) check(type.getContentType(), path + "[]", null);
            return;
        }
        if (type.hasRawClass(Optional.class) && type.containedTypeCount() == 1)
            check(type.containedType(0), path, null);
        if (reader instanceof UnsupportedTypeDeserializer) throw unbindable(type, path, "needs a Jackson module");
        if (reader instanceof AbstractDeserializer) checkSubtypes(type, path, property);
        if (reader instanceof BeanDeserializerBase bean) checkBean(type, bean, path);
    }

    private JsonDeserializer<?> reader(JavaType type, String path, @Nullable SettableBeanProperty property) {
        try {
            JsonDeserializer<?> own = property == null ? null : property.getValueDeserializer();
            return own != null ? own : context.findContextualValueDeserializer(type, null);
        } catch (JsonMappingException e) {
            throw unbindable(type, path, "is refused by Jackson: " + e.getOriginalMessage());
        }
    }

    private void checkBean(JavaType type, BeanDeserializerBase bean, String path) {
        ValueInstantiator creators = bean.getValueInstantiator();
        boolean isCreated =
                creators.canInstantiate() || creators.canCreateFromBigInteger() || creators.canCreateFromBigDecimal();
        if (!isCreated) {
            boolean isInner = type.getRawClass().isMemberClass()
                    && !Modifier.isStatic(type.getRawClass().getModifiers());
            throw unbindable(
                    type,
                    path,
                    isInner ? "is an inner class: make it static" : "has no constructor that Jackson can use");
        }
        if (!expanded.add(type)) return;
        for (Iterator<SettableBeanProperty> all = bean.properties(); all.hasNext(); ) checkProperty(all.next(), path);
    }

    private void checkProperty(SettableBeanProperty property, String path) {
        if (property.isIgnorable() || property.isInjectionOnly()) return;
        check(property.getType(), path.isEmpty() ? property.getName() : path + "." + property.getName(), property);
    }

    /** A type without a constructor is bound if the JSON says which of its subtypes it is. */
    private void checkSubtypes(JavaType type, String path, @Nullable SettableBeanProperty property) {
        DeserializationConfig config = context.getConfig();
        try {
            boolean isTyped = property != null && property.hasValueTypeDeserializer()
                    || context.getFactory().findTypeDeserializer(config, type) != null;
            if (!isTyped)
                throw unbindable(
                        type,
                        path,
                        (type.isInterface() ? "is an interface" : "is an abstract class") + " without @JsonTypeInfo");
        } catch (JsonMappingException e) {
            throw unbindable(type, path, "is refused by Jackson: " + e.getOriginalMessage());
        }
        AnnotatedClass annotated = AnnotatedClassResolver.resolve(config, type, config);
        Collection<NamedType> subtypes =
                config.getSubtypeResolver().collectAndResolveSubtypesByTypeId(config, annotated);
        for (NamedType subtype : subtypes) {
            JavaType concrete = config.getTypeFactory().constructSpecializedType(type, subtype.getType());
            if (concrete.isConcrete() && !expanded.contains(concrete)) check(concrete, path, null);
        }
    }

    private static IllegalArgumentException unbindable(JavaType type, String path, String why) {
        return new IllegalArgumentException(
                (path.isEmpty()
                                ? "it"
                                : "its member " + path + " of type "
                                        + type.getRawClass().getTypeName()) + " " + why);
    }
}
