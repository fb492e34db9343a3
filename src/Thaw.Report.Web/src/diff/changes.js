// What changed, one row each, with a bar to the left for less and to the right for more. A row opens for its details.

import { $, el } from '../dom.js';
import { bytes, count, ms } from '../format.js';

/** The kinds of change, each with what its rows say. */
export const KINDS = {
  more: { word: 'newly loaded', sign: '+' },
  slower: { word: 'slower', sign: '+' },
  less: { word: 'no longer loaded', sign: '−' },
  faster: { word: 'faster', sign: '−' },
};

const VERBS = {
  added: { kind: 'more', says: 'newly loads' },
  advanced: { kind: 'more', says: 'now loads in init' },
  removed: { kind: 'less', says: 'no longer loads' },
  deferred: { kind: 'less', says: 'now loads in an event, not in init,' },
};

const MOST_NAMES = 3;
const MOST_DETAILS = 40;
const PAGE = 60;

/** Statements and modules of a comparison as rows. */
export function rowsOf(diff) {
  const statements = diff.statements.map((change) => {
    const { kind, says } = VERBS[change.change];
    const place = change.file == null ? '(no statement)' : `${change.file}:${change.line}`;
    return {
      kind, place, says, names: change.targets, ms: change.differenceMs, bytes: change.differenceBytes,
      text: [place, ...change.targets, ...change.libraries].join('\n').toLowerCase(),
      details: [
        ['loads', some(change.targets, MOST_DETAILS)], ['of', some(change.libraries, MOST_DETAILS)],
        ['in all', `${count(change.modules, 'module')}, ${ms(Math.abs(change.differenceMs))} and ${bytes(Math.abs(change.differenceBytes))} of init`],
      ],
    };
  });
  const modules = diff.modules.map((change) => ({
    kind: change.verdict === 'more' ? 'slower' : 'faster',
    place: null, says: change.verdict === 'more' ? 'is slower by itself' : 'is faster by itself', names: [change.name],
    ms: change.differenceMs, bytes: null,
    text: [change.name, change.library, change.file ?? ''].join('\n').toLowerCase(),
    details: [
      ['itself', `${ms(change.beforeMs)} before, ${ms(change.afterMs)} after; differences up to ${ms(change.noiseMs)} are noise`],
      ['library', change.library],
      ['loaded by', change.file == null ? 'no statement' : `${change.file}:${change.line}`],
    ],
  }));
  return [...statements, ...modules];
}

function some(names, most) {
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

const MEASURES = {
  time: { of: (row) => row.ms, say: ms },
  memory: { of: (row) => row.bytes, say: bytes },
};

export function signed(value, say) {
  const text = say(Math.abs(value));
  return /[1-9]/.test(text) ? `${value > 0 ? '+' : '−'}${text}` : text;
}

/** Draws the rows that search and kinds leave standing, the largest change first. */
export function drawChanges(rows, { measure, search, kinds, shown }) {
  const { of, say } = MEASURES[measure];
  const wanted = search.trim().toLowerCase();
  const visible = rows.filter((row) => of(row) !== null && kinds.has(row.kind) && row.text.includes(wanted));
  visible.sort((a, b) => Math.abs(of(b)) - Math.abs(of(a)));
  const most = Math.max(...rows.map((row) => Math.abs(of(row) ?? 0)), 1e-9);
  const items = visible.slice(0, shown).map((row) => item(row, of(row), most, say));
  if (visible.length === 0) items.push(el('li', { class: 'none' }, rows.length === 0 ? 'Nothing: the same modules, and none slower or faster beyond the noise.' : 'Nothing that the filters leave.'));
  $('changes').replaceChildren(...items);
  $('hits').textContent = visible.length === rows.length ? '' : `${visible.length} of ${rows.length}`;
  return visible.length > shown;
}

export const FIRST_PAGE = PAGE;

function item(row, value, most, say) {
  const bar = el('i', { class: value > 0 ? 'bar-more' : 'bar-less' });
  bar.style.setProperty('width', `${50 * Math.abs(value) / most}%`);
  return el('li', {}, el('details', { class: `change change-${row.kind}` },
    el('summary', {},
      el('span', { class: 'what' }, row.place && el('code', {}, row.place), row.place && ` ${row.says} `,
        el('b', {}, some(row.names, MOST_NAMES)), !row.place && ` ${row.says}`),
      el('span', { class: 'track', 'aria-hidden': 'true' }, bar),
      el('span', { class: 'amount' }, signed(value, say))),
    el('dl', {}, ...row.details.filter(([, text]) => text).flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)]))));
}
