// Puts the page of `thaw optimize` together.

import { $, el } from '../dom.js';
import { bytes, count, ms, percent } from '../format.js';
import { wireSlash, wireTheme } from '../theme.js';
import { rowsOf, showDiff, showDropped, showEdits, showLeft } from './edits.js';
import { showEvents, showQuantities } from './gain.js';
import { showPhases } from './phases.js';

const report = JSON.parse($('data').textContent);
const rows = rowsOf(report);

const VERDICTS = {
  unverified: ['Not verified', 'a package was made; whether it is faster, or the same, was not asked'],
  nothingToDo: ['Nothing to do', 'no import is worth deferring'],
  nothingVerifies: ['Nothing kept', 'nothing that is worth it leaves the function as it was'],
  noGain: ['No gain', 'deferring imports makes no measurable difference here'],
};

function showHead() {
  $('name').textContent = report.function;
  const where = report.written.length > 0 ? `edited in place: ${report.written.join(', ')}` : report.package && `package ${report.package}`;
  $('conditions').replaceChildren(...[
    `Python ${report.python}`, report.pairs > 0 && count(report.pairs, 'cold start', 'cold starts') + ' of each', where,
    `took ${Math.round(report.seconds)} s`,
  ].filter(Boolean).map((text) => el('li', {}, text)));
}

function showVerdict() {
  const [strong, rest] = report.verdict === 'improved'
    ? [`${report.initSpeedup.value.toFixed(2)} times as fast`, `init, with ${count(report.edits.length, 'statement')} deferred${between(report.initSpeedup)}`]
    : VERDICTS[report.verdict];
  $('verdict').replaceChildren(el('strong', { class: report.verdict === 'improved' ? 'says-better' : 'says-none' }, strong), ' ', el('span', {}, rest));
}

/** Where nothing was kept, the edits are those that were measured. */
function showEditsTitle() {
  if (report.package === null && report.written.length === 0) $('edits-title').textContent = 'Statements that were tried';
}

function between({ low, high }) {
  return low == null ? '' : `; 95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function showFigures() {
  const of = (name) => report.quantities.find((quantity) => quantity.name === name);
  const figure = (name, quantity, say) => quantity && el('div', { class: `figure ${quantity.ratio?.low > 1 ? 'good' : ''}` },
    el('dt', {}, name), el('dd', {}, el('strong', {}, say(quantity.after)), el('span', {}, `before ${say(quantity.before)}${times(quantity.ratio)}`)));
  $('figures').replaceChildren(...[
    figure('Cold start', of('endToEndMs'), ms), figure('First invocation', of('firstInvocationMs'), ms), figure('Memory peak', of('peakRssBytes'), bytes),
    figure('GB-seconds a million cold starts', of('gigabyteSecondsPerMillionColdStarts'), (value) => Math.round(value).toLocaleString('en')),
    figure('Package', of('packageBytes'), bytes),
  ].filter(Boolean));
}

function times(ratio) {
  return ratio ? `, ${ratio.value.toFixed(2)}×` : '';
}

function showPrediction() {
  const { initMs, savedMs, savedBytes, measuredSavedMs, errorShare, reachableMs, reachableSavedShare } = report.prediction;
  const whole = Math.max(savedMs, measuredSavedMs ?? 0, reachableMs, 1e-9);
  const meter = (name, kind, value) => {
    const bar = el('i', { class: kind });
    bar.style.setProperty('width', `${100 * Math.max(0, value) / whole}%`);
    return [el('span', {}, name), el('div', { class: 'meter', 'aria-hidden': 'true' }, bar), el('b', {}, ms(value))];
  };
  $('prediction').replaceChildren(el('div', { class: 'meters' },
    ...meter('predicted', 'predicted', savedMs), ...(measuredSavedMs == null ? [] : meter('measured', 'measured', measuredSavedMs)),
    ...meter('reached by no event', 'reachable', reachableMs)));
  $('prediction-says').textContent = `Saving of init, which took ${ms(initMs)} in the profile; of memory after init ${bytes(savedBytes)} were predicted.`
    + (errorShare == null ? '' : ` As a share of init, the prediction was ${percent(Math.abs(errorShare))} too ${errorShare >= 0 ? 'high' : 'low'}.`)
    + (reachableSavedShare == null ? '' : ` The edits save ${percent(reachableSavedShare)} of what no event reaches; the rest is below, with the reason.`);
}

function showVerification() {
  const { verification } = report;
  $('verification-section').hidden = verification == null;
  if (verification == null) return;
  const held = verification.events.filter((event) => event.holdout).length;
  $('verified').textContent = `Every event ran on the original and on the result in fresh processes, ${held === 0 ? 'none' : held} of them held out from planning. `
    + 'Compared were results, exceptions and output, what imports leave behind for other code, every public name of every edited module, '
    + 'and first use from many threads at once.';
  $('verdicts').replaceChildren(...verification.events.map((event) => el('li', { class: event.same ? 'same' : 'differs' },
    el('b', {}, event.same ? '✓ same' : '✗ differs'), ` ${event.name}`,
    el('span', {}, `${event.holdout ? ' · held out' : ''}${event.outcome === 'ok' ? '' : ` · ${event.outcome}`}`))));
  $('compared').replaceChildren(
    ...list('Masked: it differs between two runs of the original', verification.masked),
    ...list('Different, and judged harmless', verification.harmless),
    ...list('Not checked, or only in part', verification.notes));
}

function list(title, items) {
  return items.length === 0 ? [] : [el('details', { class: 'compared' }, el('summary', {}, `${title} (${items.length})`),
    el('ul', {}, ...items.map((item) => el('li', {}, item))))];
}

showHead();
showVerdict();
showFigures();
showPhases($('phases'), report);
showQuantities(report);
showEvents(report);
showPrediction();
showEditsTitle();
showEdits(rows, '');
showDropped(report);
showLeft(report);
showVerification();
showDiff(report);
$('notes').replaceChildren(...report.notes.map((note) => el('li', {}, note)));
$('notes-section').hidden = report.notes.length === 0;
$('search').addEventListener('input', () => showEdits(rows, $('search').value));
// On paper every row is open.
const opened = [];
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details:not([open])')) {
    details.open = true;
    opened.push(details);
  }
});
addEventListener('afterprint', () => {
  for (const details of opened.splice(0)) details.open = false;
});
wireSlash($('search'));
wireTheme();
// When the page can be used, ms after the browser began to load it.
document.documentElement.dataset.interactiveMs = performance.now().toFixed(0);
