// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.schema;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaException;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a schema refers to, before it is used: each reference has a target in the schema, none leads back to itself
 * without a step into the value, and the schemas that one value must be checked against are not too many.
 *
 * <p>Documented: JSON Schema 2020-12, core, 8.2, 9.4.1 (endless recursion) and 10.
 */
final class SchemaReferences {

    /** Schemas that may apply to one value, over all references and combinations; a usual schema has a few. */
    private static final int MAX_AT_ONE_PLACE = 10_000;

    /** References in a row. */
    private static final int MAX_CHAIN = 200;

    // Keywords whose schemas apply to the same value.
    private static final Set<String> SAME = Set.of("not", "if", "then", "else");
    private static final Set<String> SAME_LISTS = Set.of("allOf", "anyOf", "oneOf");
    private static final Set<String> SAME_NAMED = Set.of("dependentSchemas", "dependencies");
    private static final Set<String> TO_SAME = Set.of("$ref", "$dynamicRef", "$recursiveRef");
    // Keywords whose schemas apply to a part of the value.
    private static final Set<String> PARTS = Set.of(
            "items",
            "additionalItems",
            "additionalProperties",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contains",
            "propertyNames",
            "contentSchema");
    private static final Set<String> PART_LISTS = Set.of("prefixItems", "items");
    private static final Set<String> PARTS_NAMED = Set.of("properties", "patternProperties", "$defs", "definitions");

    // Keywords whose members are named after properties of the value.
    private static final Set<String> NAMES =
            Set.of("properties", "dependentSchemas", "dependentRequired", "dependencies");

    /** A schema object, with the URI that its references are relative to and the document that they point into. */
    private static final class Place {
        final ObjectNode schema;
        final String base;
        final ObjectNode document;
        final List<Place> same = new ArrayList<>();
        // Of the search: 0 for not seen, 1 for on the way, 2 for done.
        int state;
        int next;
        long schemas;
        int chain;

        Place(ObjectNode schema, String base, ObjectNode document) {
            this.schema = schema;
            this.base = base;
            this.document = document;
        }
    }

    private final Map<JsonNode, Place> places = new IdentityHashMap<>();
    private final List<Place> all = new ArrayList<>();
    private final Map<String, Place> documents = new HashMap<>();
    private final Map<String, Place> anchors = new HashMap<>();

    private SchemaReferences() {}

    /** @throws JsonSchemaException naming what cannot be used */
    static void check(ObjectNode schema) {
        SchemaReferences references = new SchemaReferences();
        references.resolve(schema);
        references.all.forEach(SchemaReferences::search);
    }

    /**
     * Names of the properties that the schema describes or requires, itself or by a schema that it applies to the same value,
     * such as those of {@code $ref} and {@code allOf}.
     *
     * @param schema a checked one
     */
    static List<String> properties(ObjectNode schema) {
        SchemaReferences references = new SchemaReferences();
        Place first = references.resolve(schema);
        Set<Place> applied = new LinkedHashSet<>(); // places are compared by identity
        Deque<Place> due = new ArrayDeque<>(List.of(first));
        while (!due.isEmpty()) {
            Place place = due.remove();
            if (applied.add(place)) due.addAll(place.same);
        }
        Set<String> names = new LinkedHashSet<>();
        for (Place place : applied) {
            for (String keyword : NAMES) place.schema.path(keyword).fieldNames().forEachRemaining(names::add);
            for (JsonNode name : place.schema.path("required")) if (name.isTextual()) names.add(name.textValue());
        }
        return List.copyOf(names);
    }

    /** Finds all schemas of a document and what they refer to; returns the place of the whole. */
    private Place resolve(ObjectNode schema) {
        Place whole = read(schema, "", schema);
        // The list grows when a reference leads to a place that no keyword leads to.
        for (int i = 0; i < all.size(); i++) link(all.get(i));
        return whole;
    }

    /** Finds all schemas inside a schema. */
    private Place read(ObjectNode schema, String base, ObjectNode document) {
        Place first = place(schema, base, document);
        for (int i = all.size() - 1; i < all.size(); i++) readKeywords(all.get(i));
        return first;
    }

    private Place place(ObjectNode schema, String base, ObjectNode document) {
        Place known = places.get(schema);
        if (known != null) return known;
        String id = schema.path("$id").asText("");
        boolean isDocument = !id.isEmpty() && !id.startsWith("#");
        String ownBase = isDocument ? resolved(base, id) : base;
        Place place = new Place(schema, ownBase, isDocument ? schema : document);
        places.put(schema, place);
        all.add(place);
        if (isDocument) documents.putIfAbsent(ownBase, place);
        if (id.startsWith("#")) anchors.putIfAbsent(id.substring(1), place);
        for (String anchor : List.of("$anchor", "$dynamicAnchor"))
            if (schema.path(anchor).isTextual())
                anchors.putIfAbsent(schema.get(anchor).textValue(), place);
        return place;
    }

    private void readKeywords(Place place) {
        place.schema.properties().forEach(member -> {
            String keyword = member.getKey();
            JsonNode value = member.getValue();
            if (keyword.equals("pattern") && value.isTextual()) checkPattern(value.textValue());
            if (keyword.equals("patternProperties"))
                value.fieldNames().forEachRemaining(SchemaReferences::checkPattern);
            boolean isSame = SAME.contains(keyword);
            if (value instanceof ObjectNode inner && (isSame || PARTS.contains(keyword))) add(place, inner, isSame);
            boolean areSame =
                    SAME_LISTS.contains(keyword) && value.isArray() || SAME_NAMED.contains(keyword) && value.isObject();
            boolean areParts = PART_LISTS.contains(keyword) && value.isArray()
                    || PARTS_NAMED.contains(keyword) && value.isObject();
            if (!areSame && !areParts) return;
            for (JsonNode each : value) if (each instanceof ObjectNode inner) add(place, inner, areSame);
        });
    }

    private void add(Place place, ObjectNode inner, boolean isSame) {
        Place found = place(inner, place.base, place.document);
        if (isSame) place.same.add(found);
    }

    private static void checkPattern(String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw new JsonSchemaException("one of its patterns is not a regular expression");
        }
    }

    private void link(Place place) {
        for (String keyword : TO_SAME) {
            JsonNode reference = place.schema.get(keyword);
            if (reference == null || !reference.isTextual()) continue;
            Place target = target(place, reference.textValue());
            if (target != null) place.same.add(target);
        }
    }

    /** Null for a schema of schemas, and for {@code true} and {@code false}, which refer to nothing. */
    private @Nullable Place target(Place place, String reference) {
        int hash = reference.indexOf('#');
        String document = hash < 0 ? reference : reference.substring(0, hash);
        String fragment = hash < 0 ? "" : reference.substring(hash + 1);
        ObjectNode root = place.document;
        String base = place.base;
        if (!document.isEmpty()) {
            base = resolved(place.base, document);
            Place found = documents.get(base);
            if (found == null && base.startsWith("https://json-schema.org/")) return null;
            if (found == null && base.startsWith("http://json-schema.org/")) return null;
            if (found == null)
                throw new JsonSchemaException("it refers to " + reference + ", and references are not fetched");
            root = found.schema;
        }
        if (!fragment.isEmpty() && !fragment.startsWith("/")) {
            Place anchored = anchors.get(fragment);
            if (anchored != null) return anchored;
            throw unresolved(reference);
        }
        JsonNode found = pointed(root, fragment);
        if (found.isBoolean()) return null;
        if (!(found instanceof ObjectNode schema)) throw unresolved(reference);
        Place known = places.get(schema);
        return known != null ? known : read(schema, base, root);
    }

    private static JsonNode pointed(ObjectNode root, String pointer) {
        try {
            return root.at(JsonPointer.compile(URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return root.missingNode();
        }
    }

    private static JsonSchemaException unresolved(String reference) {
        return new JsonSchemaException("its reference " + reference + " cannot be resolved");
    }

    private static String resolved(String base, String reference) {
        String whole = reference.endsWith("#") ? reference.substring(0, reference.length() - 1) : reference;
        try {
            return base.isEmpty() ? whole : URI.create(base).resolve(whole).toString();
        } catch (IllegalArgumentException e) { // no URI: compared as it is
            return whole;
        }
    }

    /** Depth first, without recursion: counts the schemas that apply to one value, and finds a way back. */
    private static void search(Place start) {
        if (start.state != 0) return;
        Deque<Place> way = new ArrayDeque<>();
        way.push(start);
        start.state = 1;
        while (!way.isEmpty()) {
            Place place = way.element();
            if (place.next < place.same.size()) {
                Place inner = place.same.get(place.next++);
                if (inner.state == 1)
                    throw new JsonSchemaException(
                            "it refers to itself without a property or an item between, which has no end");
                if (inner.state == 0) {
                    inner.state = 1;
                    way.push(inner);
                }
            } else {
                way.pop();
                done(place);
            }
        }
    }

    private static void done(Place place) {
        place.state = 2;
        place.schemas = 1;
        for (Place inner : place.same) {
            place.schemas += inner.schemas;
            place.chain = Math.max(place.chain, 1 + inner.chain);
        }
        if (place.schemas > MAX_AT_ONE_PLACE || place.chain > MAX_CHAIN)
            throw new JsonSchemaException("more than " + MAX_AT_ONE_PLACE + " of its schemas, or " + MAX_CHAIN
                    + " in a row, apply to one value");
    }
}
