// Search, filters and measure.

import { $, el, swatch } from './dom.js';
import { USES, USES_SHOWN } from './data.js';
import { count, ms } from './format.js';
import { wireSlash, wireTheme } from './theme.js';

export function wireControls(data, state, { onNextHit, onReset }) {
  const search = $('search');
  search.addEventListener('input', () => state.set({ search: search.value }));
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') onNextHit(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') reset();
  });
  wireSlash(search);
  const reset = () => {
    search.value = '';
    $('library').value = '';
    for (const box of document.querySelectorAll('#uses input')) box.checked = true;
    state.set({ search: '', uses: null, library: '', finding: null });
    onReset();
  };
  $('reset').addEventListener('click', reset);
  for (const radio of document.querySelectorAll('input[name=measure]')) {
    radio.addEventListener('change', () => state.set({ measure: radio.value }));
  }
  showUses(data, state);
  showLibraries(data, state);
  wireTheme();
}

function showUses(data, state) {
  const boxes = USES_SHOWN.filter((use) => data.modules.some((module) => module.use === use)).map((use) => {
    const time = data.modules.reduce((sum, module) => sum + (module.use === use ? module.self : 0), 0);
    const box = el('input', { type: 'checkbox', checked: true, value: use, onchange: () => state.set({ uses: chosen() }) });
    return el('label', { title: USES[use].title }, box, swatch(USES[use]), el('span', {}, USES[use].word, ' ', el('small', {}, ms(time))));
  });
  $('uses').append(...boxes);
  const chosen = () => {
    const all = [...document.querySelectorAll('#uses input')];
    const on = all.filter((box) => box.checked);
    return on.length === all.length ? null : new Set(on.map((box) => Number(box.value)));
  };
}

function showLibraries(data, state) {
  const select = $('library');
  select.append(...data.libraries.map((library) => el('option', { value: library.name }, `${library.name} (${ms(library.selfMs)})`)));
  select.addEventListener('change', () => state.set({ library: select.value }));
}

export function sayHits(data, matcher) {
  const hits = matcher.active ? data.modules.filter((module) => matcher.matches(module)) : [];
  $('hits').textContent = !matcher.active ? '' : `${count(hits.length, 'module')}, ${ms(hits.reduce((sum, module) => sum + module.self, 0))}`;
  $('reset').hidden = !matcher.active;
  return hits.filter((module) => module.inInit).sort((a, b) => b.total - a.total);
}
