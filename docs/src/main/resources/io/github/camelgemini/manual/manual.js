// Tabs, search and the menu of narrow windows. Without this script, all tabs and the navigation are shown.
(() => {
    'use strict';

    const LANGUAGE = 'manual.language';

    const stored = () => {
        try {
            return localStorage.getItem(LANGUAGE);
        } catch (refused) {
            return null;
        }
    };

    const store = language => {
        try {
            localStorage.setItem(LANGUAGE, language);
        } catch (refused) {
            // Chosen for this page only.
        }
    };

    // Selects the tab of a language in each block that has it.
    const choose = language => {
        for (const list of document.querySelectorAll('[role=tablist]')) {
            const tabs = [...list.children];
            if (!tabs.some(tab => tab.textContent === language)) continue;
            for (const tab of tabs) {
                const chosen = tab.textContent === language;
                tab.setAttribute('aria-selected', String(chosen));
                tab.tabIndex = chosen ? 0 : -1;
                document.getElementById(tab.getAttribute('aria-controls')).hidden = !chosen;
            }
        }
    };

    // The block that was used stays where it is, although blocks above it change their height.
    const chooseAt = tab => {
        const before = tab.getBoundingClientRect().top;
        choose(tab.textContent);
        store(tab.textContent);
        window.scrollBy(0, tab.getBoundingClientRect().top - before);
        tab.focus({preventScroll: true});
    };

    const NEXT = {ArrowRight: 1, ArrowLeft: -1};

    const onKey = event => {
        const tabs = [...event.currentTarget.parentElement.children];
        const here = tabs.indexOf(event.currentTarget);
        let to = here;
        if (event.key in NEXT) to = (here + NEXT[event.key] + tabs.length) % tabs.length;
        else if (event.key === 'Home') to = 0;
        else if (event.key === 'End') to = tabs.length - 1;
        else return;
        event.preventDefault();
        chooseAt(tabs[to]);
    };

    const makeTabs = (block, number) => {
        const list = document.createElement('div');
        list.setAttribute('role', 'tablist');
        list.setAttribute('aria-label', 'Language');
        [...block.querySelectorAll(':scope > .content > .tab')].forEach((panel, index) => {
            const tab = document.createElement('button');
            tab.type = 'button';
            tab.id = `tab-${number}-${index}`;
            tab.textContent = panel.querySelector(':scope > .title').textContent;
            tab.setAttribute('role', 'tab');
            panel.id = `panel-${number}-${index}`;
            panel.setAttribute('role', 'tabpanel');
            panel.setAttribute('aria-labelledby', tab.id);
            tab.setAttribute('aria-controls', panel.id);
            tab.addEventListener('click', () => chooseAt(tab));
            tab.addEventListener('keydown', onKey);
            list.append(tab);
        });
        block.prepend(list);
        choose(list.firstElementChild.textContent);
    };

    const makeMenu = () => {
        const link = document.getElementById('menu');
        const navigation = document.getElementById('navigation');
        const button = document.createElement('button');
        button.id = 'menu';
        button.type = 'button';
        button.textContent = 'Menu';
        button.setAttribute('aria-controls', 'navigation');
        button.setAttribute('aria-expanded', 'false');
        const open = opened => {
            navigation.classList.toggle('open', opened);
            button.setAttribute('aria-expanded', String(opened));
        };
        button.addEventListener('click', () => {
            const opened = button.getAttribute('aria-expanded') !== 'true';
            open(opened);
            if (opened) window.scrollTo(0, 0);
        });
        navigation.addEventListener('keydown', event => {
            if (event.key !== 'Escape') return;
            open(false);
            button.focus();
        });
        link.replaceWith(button);
        const current = navigation.querySelector('[aria-current]');
        if (current && current.offsetTop > navigation.clientHeight) navigation.scrollTop = current.offsetTop - 100;
    };

    // The index is loaded when it is first needed.
    let loading;
    const places = () => loading ??= new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = 'search-index.js';
        script.onload = () => resolve(window.manualPlaces.map(place => ({
            ...place, inTitle: place.title.toLowerCase(), inText: `${place.page} ${place.title} ${place.text}`.toLowerCase(),
        })));
        script.onerror = reject;
        document.head.append(script);
    });

    const LIMIT = 20;

    const score = (place, words) => {
        if (!words.every(word => place.inText.includes(word))) return 0;
        const whole = words.join(' ');
        if (place.inTitle === whole) return 8;
        if (place.inTitle.startsWith(whole)) return 6;
        return 1 + 3 * words.filter(word => place.inTitle.includes(word)).length / words.length
            + (place.inText.includes(whole) ? 1 : 0);
    };

    const excerpt = (place, word) => {
        const at = place.text.toLowerCase().indexOf(word);
        const from = place.text.lastIndexOf(' ', Math.max(0, at - 40)) + 1;
        return (from > 0 ? '… ' : '') + place.text.slice(from, from + 130).trim() + (place.text.length > from + 130 ? ' …' : '');
    };

    const item = (place, words) => {
        const link = document.createElement('a');
        link.href = place.address;
        const title = document.createElement('b');
        title.textContent = place.title;
        const page = document.createElement('small');
        page.textContent = place.title === place.page ? '' : ` ${place.page}`;
        const text = document.createElement('span');
        text.textContent = excerpt(place, words[0]);
        link.append(title, page, text);
        const entry = document.createElement('li');
        entry.append(link);
        return entry;
    };

    const makeSearch = () => {
        const form = document.getElementById('search');
        const input = document.getElementById('words');
        const list = document.getElementById('places');
        const status = document.getElementById('found');
        const show = (entries, text) => {
            list.replaceChildren(...entries);
            list.hidden = entries.length === 0;
            status.textContent = text;
        };
        const search = async () => {
            const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
            if (words.length === 0) return show([], '');
            const all = await places();
            if (words.join() !== input.value.toLowerCase().split(/\s+/).filter(word => word).join()) return undefined;
            const found = all.map(place => ({place, score: score(place, words)})).filter(one => one.score > 0)
                .sort((one, other) => other.score - one.score);
            const count = found.length === 0 ? 'Nothing found' : found.length === 1 ? '1 place'
                : found.length > LIMIT ? `The first ${LIMIT} of ${found.length} places` : `${found.length} places`;
            return show(found.slice(0, LIMIT).map(one => item(one.place, words)), count);
        };
        form.hidden = false;
        input.addEventListener('focus', () => places(), {once: true});
        input.addEventListener('input', search);
        form.addEventListener('submit', event => {
            event.preventDefault();
            list.querySelector('a')?.click();
        });
        form.addEventListener('keydown', event => {
            const links = [...list.querySelectorAll('a')];
            const here = links.indexOf(document.activeElement);
            if (event.key === 'Escape') {
                input.value = '';
                show([], '');
                input.focus();
            } else if (event.key === 'ArrowDown' && links[here + 1]) {
                links[here + 1].focus();
                event.preventDefault();
            } else if (event.key === 'ArrowUp' && here >= 0) {
                (links[here - 1] ?? input).focus();
                event.preventDefault();
            }
        });
        form.addEventListener('focusout', event => {
            if (event.relatedTarget && !form.contains(event.relatedTarget)) show([], '');
        });
        // Once the browser has followed the link: that of a place on the same page loads no other.
        list.addEventListener('click', event => {
            if (event.target.closest('a')) setTimeout(() => show([], ''));
        });
        document.addEventListener('click', event => {
            if (!form.contains(event.target)) show([], '');
        });
    };

    document.documentElement.classList.add('script');
    document.addEventListener('DOMContentLoaded', () => {
        document.querySelectorAll('.tabs').forEach(makeTabs);
        const language = stored();
        if (language !== null) choose(language);
        makeMenu();
        makeSearch();
        if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    });
})();
