// The same facts as a table: for reading, sorting, and for whoever does not see the charts.

import { $, el, swatch } from './dom.js';
import { USES } from './data.js';
import { bytes, count, ms } from './format.js';

const PAGE = 50;

const COLUMNS = [
  { key: 'name', name: 'Module', of: (module) => module.name, text: true },
  { key: 'use', name: 'Use', of: (module) => USES[module.use].word, text: true },
  { key: 'self', name: 'Itself', of: (module) => module.self, say: ms },
  { key: 'total', name: 'With all it loads', of: (module) => module.total, say: ms },
  { key: 'exclusive', name: 'Gone without it', of: (module) => module.exclusive, say: ms },
  { key: 'bytes', name: 'Memory, itself', of: (module) => module.bytes, say: bytes },
  { key: 'at', name: 'Imported at', of: (module) => module.at ?? '', text: true },
];

export function createTable(data, onShow) {
  const view = { sort: COLUMNS[4], ascending: false, shown: PAGE, matcher: { active: false } };
  const heads = COLUMNS.map((column) => el('th', { scope: 'col', class: column.text ? '' : 'number' },
    el('button', { type: 'button', onclick: () => sortBy(column) }, column.name)));
  $('table-head').replaceChildren(...heads);
  $('more').addEventListener('click', () => {
    view.shown += PAGE * 2;
    draw();
  });

  function sortBy(column) {
    view.ascending = view.sort === column ? !view.ascending : column.text === true;
    view.sort = column;
    draw();
  }

  function draw() {
    heads.forEach((head, i) => {
      if (COLUMNS[i] === view.sort) head.setAttribute('aria-sort', view.ascending ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    });
    const rows = data.modules.filter((module) => !view.matcher.active || view.matcher.matches(module));
    rows.sort(order(view));
    $('table-body').replaceChildren(...rows.slice(0, view.shown).map((module) => row(module, onShow)));
    $('table-caption').textContent = `Modules: ${Math.min(view.shown, rows.length)} of ${count(rows.length, 'module')}`;
    $('more').hidden = rows.length <= view.shown;
  }

  return {
    draw,
    setMatcher(matcher) {
      view.matcher = matcher;
      view.shown = PAGE;
      draw();
    },
  };
}

function order({ sort, ascending }) {
  const direction = ascending ? 1 : -1;
  return (a, b) => {
    const [left, right] = [sort.of(a), sort.of(b)];
    return (left < right ? -direction : left > right ? direction : 0) || a.id - b.id;
  };
}

function row(module, onShow) {
  const name = module.inInit
    ? el('a', { href: `#module=${encodeURIComponent(module.name)}`, onclick: (event) => { event.preventDefault(); onShow(module); } }, module.name)
    : el('span', {}, module.name, el('small', {}, ' loaded in events'));
  return el('tr', {}, ...COLUMNS.map((column) => {
    if (column.key === 'name') return el('th', { scope: 'row' }, name);
    if (column.key === 'use') return el('td', {}, el('span', { class: 'use-cell' }, swatch(USES[module.use]), USES[module.use].word));
    if (column.key === 'at') return el('td', {}, el('code', {}, column.of(module)));
    return el('td', { class: 'number' }, column.say(column.of(module)));
  }));
}
