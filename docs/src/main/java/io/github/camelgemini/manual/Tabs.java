// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.manual;

import java.util.List;
import java.util.Map;

import org.asciidoctor.ast.ContentModel;
import org.asciidoctor.ast.DescriptionList;
import org.asciidoctor.ast.DescriptionListEntry;
import org.asciidoctor.ast.ListItem;
import org.asciidoctor.ast.StructuralNode;
import org.asciidoctor.extension.BlockProcessor;
import org.asciidoctor.extension.Contexts;
import org.asciidoctor.extension.Name;
import org.asciidoctor.extension.Reader;

/**
 * A block {@code [tabs]} around a description list, as Antora's extension reads it: one tab for each entry. Without a script, the
 * tabs stand below each other under their names.
 */
@Name("tabs")
@Contexts(Contexts.EXAMPLE)
@ContentModel(ContentModel.COMPOUND)
final class Tabs extends BlockProcessor {

    @Override
    public Object process(StructuralNode parent, Reader reader, Map<String, Object> attributes) {
        StructuralNode written = createBlock(parent, "open", List.of());
        parseContent(written, reader.readLines());
        StructuralNode tabs = createBlock(parent, "open", List.of(), Map.of("role", "tabs"));
        if (written.getBlocks().size() != 1 || !(written.getBlocks().get(0) instanceof DescriptionList list))
            throw new IllegalStateException("A block [tabs] has something else than the list of its tabs");
        for (DescriptionListEntry entry : list.getItems()) tabs.append(tab(tabs, entry));
        return tabs;
    }

    private StructuralNode tab(StructuralNode tabs, DescriptionListEntry entry) {
        StructuralNode tab = createBlock(tabs, "open", List.of(), Map.of("role", "tab"));
        tab.setTitle(entry.getTerms().get(0).getText());
        ListItem content = entry.getDescription();
        if (content == null) throw new IllegalStateException("The tab " + tab.getTitle() + " is empty");
        content.getBlocks().forEach(tab::append);
        return tab;
    }
}
