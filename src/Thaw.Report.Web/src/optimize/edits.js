// What was deferred, what was tried and dropped, and what was left alone.

import { $, el } from '../dom.js';
import { bytes, count, ms } from '../format.js';
import { countOf, filesOf, patch } from './patch.js';

const FIRST_LEFT = 20;

const STYLES = {
  local: 'imported by the functions that use it', pep562: "imported when a name of it is asked for (PEP 562: the module's __getattr__)",
  pep810: 'lazy import (PEP 810)',
};

const CONFIDENCE = {
  high: 'no event was seen to need any of it, and it is a plain statement at the top level',
  medium: 'some events need it, or it stands in an if, try or with',
  low: 'some events need it and it stands in an if, try or with, or it is a star import',
};

/** Rows with the text that a search looks in. */
export function rowsOf({ edits, diff }) {
  const files = filesOf(diff);
  return edits.map((edit) => ({
    edit, hunks: files.find((file) => file.name === edit.place)?.hunks.filter((hunk) => hunk.first <= edit.line && edit.line <= hunk.last) ?? [],
    text: [edit.file, edit.module, edit.why, edit.safe].join('\n').toLowerCase(),
  }));
}

export function showEdits(rows, search) {
  const wanted = search.trim().toLowerCase();
  const visible = rows.filter((row) => row.text.includes(wanted));
  const most = Math.max(...rows.map(({ edit }) => edit.savedMs), 1e-9);
  $('edits').replaceChildren(...visible.map((row) => item(row, most)));
  if (visible.length === 0) $('edits').append(el('li', { class: 'none' }, rows.length === 0 ? 'None.' : 'None that the search leaves.'));
  $('hits').textContent = visible.length === rows.length ? '' : `${visible.length} of ${rows.length}`;
}

function item({ edit, hunks }, most) {
  const bar = el('i', {});
  bar.style.setProperty('width', `${100 * Math.max(0, edit.savedMs) / most}%`);
  const facts = [
    ['worth it', edit.why], ['safe', edit.safe],
    ['how', edit.style ? STYLES[edit.style] : null],
    ['confidence', `${edit.confidence}: ${CONFIDENCE[edit.confidence]}`],
    ['saves', `${ms(edit.savedMs)} of init and ${bytes(edit.savedBytes)} of memory, that would be lost without this edit`],
    ['module', edit.module],
  ].filter(([, text]) => text);
  return el('li', {}, el('details', { class: 'edit' },
    el('summary', {}, el('span', { class: 'place' }, el('code', {}, `${edit.file}:${edit.line}`)),
      el('span', { class: 'why' }, el('span', { class: `confidence confidence-${edit.confidence}` }, edit.confidence), ` ${edit.why}`),
      el('span', { class: 'saves', 'aria-hidden': 'true' }, bar), el('span', { class: 'amount' }, ms(edit.savedMs))),
    el('dl', {}, ...facts.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])),
    hunks.length > 0 && patch(hunks, `Diff of ${edit.place}, line ${edit.line}`)));
}

export function showDropped({ dropped }) {
  $('dropped').replaceChildren(...dropped.map((edit) => el('li', {}, el('code', {}, `${edit.file}:${edit.line}`),
    el('span', {}, ` ${edit.breaks[0] ?? 'breaks something together with others'}`),
    edit.breaks.length > 1 && el('details', { class: 'compared' }, el('summary', {}, `and ${edit.breaks.length - 1} more`),
      el('ul', {}, ...edit.breaks.slice(1).map((what) => el('li', {}, what)))))));
  $('dropped-section').hidden = dropped.length === 0;
}

export function showLeft({ leftAlone }) {
  const draw = (most) => {
    $('left').replaceChildren(...leftAlone.slice(0, most).map((left) => el('tr', {},
      el('th', { scope: 'row' }, el('code', {}, left.line > 0 ? `${left.file}:${left.line}` : left.file)),
      el('td', { class: 'number' }, left.costMs > 0 ? ms(left.costMs) : 'shared'), el('td', {}, left.reason))));
    $('more').hidden = leftAlone.length <= most;
    $('more').textContent = `Show all ${leftAlone.length}`;
  };
  $('more').addEventListener('click', () => draw(leftAlone.length));
  $('left-section').hidden = leftAlone.length === 0;
  draw(FIRST_LEFT);
}

export function showDiff({ diff }) {
  const files = filesOf(diff);
  $('diff').replaceChildren(...files.map(({ name, hunks }) => {
    const { added, removed } = countOf(hunks);
    return el('details', { class: 'patched' },
      el('summary', {}, el('code', {}, name), el('small', {}, ` ${count(removed, 'line')} out, ${count(added, 'line')} in`)),
      patch(hunks, `Diff of ${name}`));
  }));
  $('diff-section').hidden = files.length === 0;
}
