// Puts the page of `thaw diff` together.

import { $, el } from '../dom.js';
import { bytes, count, ms, percent } from '../format.js';
import { createState } from '../state.js';
import { wireSlash, wireTheme } from '../theme.js';
import { FIRST_PAGE, KINDS, drawChanges, rowsOf, signed } from './changes.js';
import { showPhases } from './phases.js';
import { showQuantities, verdictOf } from './quantities.js';

const diff = JSON.parse($('data').textContent);
const rows = rowsOf(diff);
const state = createState({ measure: 'time', search: '', kinds: new Set(Object.keys(KINDS)), shown: FIRST_PAGE });

function showHead() {
  const { before, after } = diff;
  $('name').textContent = after.function;
  $('target').textContent = after.target;
  $('sides').replaceChildren(...[['before', before], ['after', after]].flatMap(([side, profile]) => [
    el('dt', {}, side),
    el('dd', {}, el('b', {}, profile.source), el('span', {},
      [profile.function !== after.function && profile.function, `Python ${profile.python}`, count(profile.runs, 'cold process', 'cold processes'),
        `recorded ${profile.recordedAt.slice(0, 16).replace('T', ' ')} UTC`].filter(Boolean).map((text) => ` · ${text}`).join(''))),
  ]));
}

function showVerdict() {
  const cold = diff.phases.find((quantity) => quantity.name === 'coldStartMs');
  if (cold?.difference == null) {
    $('verdict').replaceChildren(el('span', {}, 'The cold starts cannot be compared: one of them was not measured.'));
    return;
  }
  const told = verdictOf(cold);
  const share = percent(Math.abs(cold.difference) / (cold.before.median || 1));
  const [strong, rest] = cold.verdict === 'more' || cold.verdict === 'less'
    ? [`${ms(Math.abs(cold.difference))} ${told}`, `the cold start, ${share}`]
    : [told === 'undecided' ? 'Undecided' : 'No difference', `in the cold start beyond chance (${signed(cold.difference, ms)})`];
  $('verdict').replaceChildren(el('strong', { class: `says-${cold.verdict}` }, strong), ' ', el('span', {},
    `${rest}; 95 % interval ${signed(cold.low, ms)} to ${signed(cold.high, ms)}`));
}

function showKinds() {
  const present = Object.keys(KINDS).filter((kind) => rows.some((row) => row.kind === kind));
  $('kinds').append(...present.map((kind) => {
    const of = rows.filter((row) => row.kind === kind);
    const box = el('input', { type: 'checkbox', checked: true, value: kind, onchange: () => state.set({ kinds: chosen(), shown: FIRST_PAGE }) });
    return el('label', {}, box, el('i', { class: `key key-${kind}`, 'aria-hidden': 'true' }),
      el('span', {}, KINDS[kind].word, ' ', el('small', {}, `${of.length}, ${signed(of.reduce((sum, row) => sum + row.ms, 0), ms)}`)));
  }));
  $('kinds').hidden = present.length < 2;
  const chosen = () => new Set([...document.querySelectorAll('#kinds input:checked')].map((box) => box.value));
}

function showLists() {
  const item = (change, name, rest) => el('li', { class: change === 'added' ? 'is-more' : 'is-less' },
    el('b', {}, change === 'added' ? '+ ' : '− '), el('span', { class: 'unseen' }, change === 'added' ? 'new: ' : 'gone: '), el('code', {}, name), el('span', {}, rest));
  $('libraries').replaceChildren(...diff.libraries.map((library) =>
    item(library.change, library.name, ` ${count(library.modules, 'module')}, ${ms(library.selfMs)}, ${bytes(library.residentBytes)}`)));
  $('findings').replaceChildren(...diff.findings.map((finding) =>
    item(finding.change, finding.target, ` ${finding.pattern}, ${ms(finding.predictedSavingMs)} to save`)));
  $('libraries-section').hidden = diff.libraries.length === 0;
  $('findings-section').hidden = diff.findings.length === 0;
}

function showNotes() {
  const { noise } = diff;
  const of = noise.isAssumed
    ? `Only ${count(noise.modules, 'module')} in both: the noise of single modules is assumed, ${ms(noise.scatterMs)} for one of 1 ms.`
    : `Noise of single modules, from the ${noise.modules.toLocaleString('en')} in both: ${ms(noise.scatterMs)} for one of 1 ms, after a drift of `
      + `${signed(100 * (noise.ratio - 1), (value) => `${value.toFixed(1)} %`)} is taken out; no module that differs by less than ${ms(noise.initMs)} is called different, `
      + 'because init as a whole can differ by that from chance.';
  $('notes').replaceChildren(...[...diff.notes, of].map((note) => el('li', {}, note)));
}

function draw() {
  const { measure } = state.get();
  $('changes-head').textContent = measure === 'time'
    ? 'What init pays more or less for, by the statement that decides. Open a row for its details.'
    : 'Resident bytes of what is newly or no longer loaded, by the statement that decides; single modules are compared in time only.';
  const more = drawChanges(rows, state.get());
  if (more) {
    $('changes').append(el('li', {}, el('button', { type: 'button', class: 'plain', id: 'more', onclick: () => state.set({ shown: state.get().shown + 2 * FIRST_PAGE }) }, 'Show more')));
  }
}

showHead();
showVerdict();
showPhases($('phases'), diff);
showKinds();
showQuantities(diff);
showLists();
showNotes();
draw();
state.onChange(draw);
$('search').addEventListener('input', () => state.set({ search: $('search').value, shown: FIRST_PAGE }));
for (const radio of document.querySelectorAll('input[name=measure]')) {
  radio.addEventListener('change', () => state.set({ measure: radio.value }));
}
// On paper every row is open.
const opened = [];
addEventListener('beforeprint', () => {
  for (const row of document.querySelectorAll('.change:not([open])')) {
    row.open = true;
    opened.push(row);
  }
});
addEventListener('afterprint', () => {
  for (const row of opened.splice(0)) row.open = false;
});
wireSlash($('search'));
wireTheme();
// When the page can be used, ms after the browser began to load it.
document.documentElement.dataset.interactiveMs = performance.now().toFixed(0);
