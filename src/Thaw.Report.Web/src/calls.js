// The flame graphs: call paths of one phase, by sampled time. Python's own import system is left out unless wanted.

import { hierarchy } from 'd3-hierarchy';
import { Chart } from './chart.js';
import { USES } from './data.js';
import { ms, percent } from './format.js';

/** Merges by caller and function; a frame of the import system is passed through, its own time goes to its caller. */
export function callTree(calls, withImportSystem) {
  const root = { key: 'root', children: new Map(), self: 0, samples: 0 };
  const placed = [];
  const { parent, function: functions, isNative, wall, samples } = calls.nodes;
  for (let i = 0; i < parent.length; i++) {
    const above = parent[i] < 0 ? root : placed[parent[i]];
    const called = calls.functions[functions[i]];
    const skipped = called.isImportSystem && !withImportSystem;
    const node = skipped ? above : child(above, functions[i], isNative[i] === 1, called);
    node.self += wall[i] / calls.runs;
    node.samples += samples[i];
    placed.push(node);
  }
  return hierarchy(root, (node) => [...node.children.values()])
    .sum((node) => node.self)
    .sort((a, b) => b.value - a.value || (a.data.key < b.data.key ? -1 : 1));
}

function child(above, index, isNative, called) {
  const name = isNative ? `${index}c` : `${index}`;
  let node = above.children.get(name);
  if (!node) {
    node = { key: `${above.key}/${name}`, children: new Map(), self: 0, samples: 0, called, isNative };
    above.children.set(name, node);
  }
  return node;
}

export function titleOf(data, phaseName) {
  const { called, isNative } = data;
  if (!called) return phaseName;
  if (isNative) return `C code in ${called.name}`;
  if (called.name === '<module>') return called.module ? `${called.module.name} (body)` : `${called.file} (body)`;
  return called.module ? `${called.module.name}.${called.name}` : called.name;
}

export function createCallChart(host, calls, tooltip, onSelect) {
  const phaseName = calls.phase === 'init' ? 'init' : 'events';
  const title = (node) => titleOf(node.data, phaseName);
  let whole = 1;
  const chart = new Chart(host, {
    label: calls.phase === 'init' ? 'Call paths of init' : 'Call paths of the events',
    key: (node) => node.data.key,
    title,
    value: (node) => ms(node.value),
    fill: (node) => USES[node.data.called?.module?.use ?? 0].key,
    dashed: (node) => node.data.isNative === true,
    describe: (node) => `${title(node)}, ${ms(node.value)}, ${percent(node.value / whole)} of ${phaseName}`,
    matches: (matcher, node) => matcher.matches(node.data.called?.module ?? null, title(node)),
    module: (node) => node.data.called?.module ?? null,
    tooltip,
    onSelect,
  });
  return {
    chart,
    phase: calls.phase,
    setImportSystem(shown) {
      const root = callTree(calls, shown);
      whole = root.value || 1;
      chart.show(root);
    },
    /** The widest path in which a module's code runs, or undefined. */
    widestOf(module) {
      let best;
      chart.root.each((node) => {
        if (node.data.called?.module === module && (!best || node.value > best.value)) best = node;
      });
      return best;
    },
  };
}
