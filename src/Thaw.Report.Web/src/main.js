// Puts the page together.

import { createCallChart } from './calls.js';
import { sayHits, wireControls } from './controls.js';
import { readData } from './data.js';
import { $, el } from './dom.js';
import { markFinding, openFinding, showFindings } from './findings.js';
import { showChildren } from './children.js';
import { createImportChart } from './imports.js';
import { showNotes, showOverview } from './overview.js';
import { wirePrinting } from './print.js';
import { showPath, showSelection } from './selection.js';
import { createMatcher, createState } from './state.js';
import { createTable } from './table.js';
import { Tooltip } from './tooltip.js';

const data = readData(document);
const state = createState({ measure: 'time', search: '', uses: null, library: '', finding: null });
const tooltip = new Tooltip(data);
let hits = [];
let hit = -1;

const imports = createImportChart($('imports'), data, tooltip, (node) => select(node.data.id >= 0 ? node.data : null));
imports.chart.options.onZoom = (node) => showPath($('imports-path'), imports.chart, node, imports.chart.options.title);
const calls = data.calls.map((tree) => callSection(tree));
const table = createTable(data, (module) => goTo(module));

function callSection(tree) {
  const host = $(`calls-${tree.phase}`);
  const made = createCallChart(host, tree, tooltip, (node) => select(node.data.called?.module ?? null));
  made.chart.options.onZoom = (node) => showPath($(`calls-${tree.phase}-path`), made.chart, node, made.chart.options.title);
  if (tree.folded.paths > 0) {
    host.after(el('p', { class: 'aside' }, `${tree.folded.paths.toLocaleString('en')} call paths of at most ${tree.folded.ms} ms each are counted in their callers.`));
  }
  return made;
}

function select(module) {
  showSelection(data, module, { onCalls: goToCalls, onFinding: (finding) => openFinding(finding.index) });
}

/** Shows a module in the import chart, selected and focused. */
function goTo(module) {
  const node = imports.chart.find(module.id);
  if (!node) return;
  select(module);
  imports.chart.reveal(node);
  imports.chart.focus(node);
  history.replaceState(null, '', `#module=${encodeURIComponent(module.name)}`);
  $('imports-section').scrollIntoView({ block: 'nearest' });
}

function goToCalls(module) {
  const found = calls.map((made) => ({ made, node: made.widestOf(module) })).filter((place) => place.node);
  found.sort((a, b) => b.node.value - a.node.value);
  if (found.length === 0) {
    $('selection').append(el('p', { class: 'aside', role: 'status' }, 'No sample fell into its code.'));
    return;
  }
  found[0].made.chart.reveal(found[0].node);
  found[0].made.chart.focus(found[0].node);
  $(`calls-${found[0].made.phase}`).scrollIntoView({ block: 'nearest' });
}

function showFinding(finding) {
  openFinding(finding.index);
  goTo(data.modules[finding.modules[0]]);
  history.replaceState(null, '', `#finding=${finding.index + 1}`);
  if (finding.pattern === 'setup') goToCalls(data.modules[finding.modules[0]]);
}

function onlyFinding(finding) {
  state.set({ finding: state.get().finding === finding.index ? null : finding.index });
}

function filter() {
  const matcher = createMatcher(state.get(), data.findings);
  hits = sayHits(data, matcher);
  hit = -1;
  imports.chart.setMatcher(matcher);
  for (const made of calls) made.chart.setMatcher(matcher);
  table.setMatcher(matcher);
  markFinding(state.get().finding);
}

function nextHit(step) {
  if (hits.length === 0) return;
  hit = (hit + step + hits.length) % hits.length;
  const node = imports.chart.find(hits[hit].id);
  if (!node) return;
  select(hits[hit]);
  imports.chart.reveal(node);
}

function showLinked() {
  const link = new URLSearchParams(location.hash.slice(1));
  const finding = data.findings[Number(link.get('finding')) - 1];
  const module = data.modules.find((known) => known.name === link.get('module'));
  if (finding?.modules.length > 0) showFinding(finding);
  else if (module) goTo(module);
}

function drawAll() {
  imports.setMeasure(state.get().measure);
  for (const made of calls) made.setImportSystem($('import-system').checked);
  for (const chart of [imports.chart, ...calls.map((made) => made.chart)]) chart.options.onZoom(chart.zoomed);
  table.draw();
}

showOverview(data);
showNotes(data);
showChildren(data);
showFindings(data, { onShow: showFinding, onOnly: onlyFinding });
wireControls(data, state, { onNextHit: nextHit, onReset: () => { imports.chart.zoom(imports.chart.root); } });
$('import-system').addEventListener('change', (event) => {
  for (const made of calls) made.setImportSystem(event.target.checked);
});
for (const empty of ['init', 'invoke'].filter((phase) => !data.calls.some((tree) => tree.phase === phase))) {
  $(`calls-${empty}-section`).hidden = true;
}
$('imports-section').hidden = data.modules.length === 0;
$('table-section').hidden = data.modules.length === 0;
if (data.modules.length > 0) drawAll();
state.onChange((now, changed) => {
  if (changed.has('measure')) imports.setMeasure(now.measure);
  else filter();
});
wirePrinting([imports.chart, ...calls.map((made) => made.chart)]);
addEventListener('hashchange', showLinked);
showLinked();
// When the page can be used, ms after the browser began to load it.
document.documentElement.dataset.interactiveMs = performance.now().toFixed(0);
