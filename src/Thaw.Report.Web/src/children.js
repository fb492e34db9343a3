// The Python processes that the function starts: what starting, importing and the rest of their life takes.

import { $, el } from './dom.js';
import { bytes, count, ms } from './format.js';

const PARTS = [
  { key: 'interpreter', name: 'start of the interpreter (processor time)', of: (child) => child.startMs },
  { key: 'libraries', name: 'imports', of: (child) => child.importsMs ?? 0 },
  { key: 'first', name: 'the rest of its life', of: (child) => Math.max(0, (child.lifeMs ?? 0) - (child.importsMs ?? 0)) },
];

export function showChildren({ children }) {
  $('children-section').hidden = !children;
  if (!children) return;
  $('children-head').textContent = children.length === 0 ? 'No Python process was started that could be followed.'
    : 'Bars are for one process, to one scale. The rest of its life includes waiting.';
  const most = Math.max(...children.map(total), 1e-9);
  $('children').replaceChildren(...children.map((child) => item(child, most)));
  if (children.length > 0) {
    $('children').before(el('ul', { class: 'phase-legend' }, ...PARTS.map((part) => el('li', {}, el('i', { class: `key phase-${part.key}` }), part.name))));
  }
}

function total(child) {
  return PARTS.reduce((sum, part) => sum + part.of(child), 0);
}

function item(child, most) {
  const parts = PARTS.filter((part) => part.of(child) > 0).map((part) => {
    const box = el('i', { class: `phase-${part.key}`, title: `${part.name}: ${ms(part.of(child))}` });
    box.style.setProperty('width', `${100 * part.of(child) / most}%`);
    return box;
  });
  const known = child.lifeMs != null;
  return el('li', { class: 'child' },
    el('h3', {}, `${child.processes.toLocaleString('en')} × `, el('code', {}, child.program)),
    el('p', { class: 'child-bar', 'aria-hidden': 'true' }, ...parts),
    el('p', { class: 'aside' }, `start ${ms(child.startMs)}`,
      known ? `, imports ${ms(child.importsMs ?? 0)}, alive ${ms(child.lifeMs)}, ${bytes(child.peakRss)} at most` : '',
      child.unfinished > 0 ? ` · ${count(child.unfinished, 'process', 'processes')} of all runs did not end in order: what they import is not known` : ''),
    child.imports.length > 0 && el('ul', { class: 'child-imports' }, ...child.imports.map((load) => el('li', {},
      el('code', {}, load.name), ` ${ms(load.ms)}`, load.at && el('span', {}, ' by ', el('code', {}, load.at))))));
}
