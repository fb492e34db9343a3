// Reads the compact JSON of the page: columns instead of rows, every text once. src/Thaw.Profiling/Reports/Html writes it.

/** How events use a module, in the order of the numbers in the data. */
export const USES = [
  { key: 'unknown', word: 'unknown', title: 'Usage was not recorded' },
  { key: 'notSeen', word: 'not seen to run', title: 'No function of it ran in any event, nor in init for other libraries' },
  { key: 'initOnly', word: 'runs in init only', title: 'Functions of it ran while other modules were imported, and in no event' },
  { key: 'rare', word: 'rarely used', title: 'Events that use it are a small share of all invocations' },
  { key: 'used', word: 'used', title: 'Functions of it ran in events' },
];

/** What is shown first where it matters most: waste before use. */
export const USES_SHOWN = ['notSeen', 'rare', 'initOnly', 'used', 'unknown'].map((key) => USES.findIndex((use) => use.key === key));

export function readData(document) {
  const raw = JSON.parse(document.getElementById('data').textContent);
  const text = (index) => (index < 0 ? null : raw.strings[index]);
  const modules = raw.modules.name.map((name, id) => readModule(raw.modules, id, name, text, raw.eventSets));
  addTotals(modules);
  const findings = raw.findings.map((finding, index) => ({ ...finding, index, lost: expand(finding.lost) }));
  markFindings(modules, findings);
  return { ...raw, modules, findings, calls: raw.calls.map((tree) => readCalls(tree, text, modules)) };
}

function readModule(columns, id, name, text, eventSets) {
  return {
    id,
    name: text(name),
    library: text(columns.library[id]),
    file: text(columns.file[id]),
    at: text(columns.at[id]),
    inInit: columns.inInit[id] === 1,
    failed: columns.failed[id] === 1,
    parent: columns.parent[id],
    self: columns.self[id],
    bytes: columns.bytes[id],
    exclusive: columns.exclusive[id],
    exclusiveBytes: columns.exclusiveBytes[id],
    use: columns.use[id],
    events: eventSets[columns.events[id]],
    findings: [],
  };
}

/** A module's totals are those of everything that its initialisation loaded; loaders come before what they load. */
function addTotals(modules) {
  for (const module of modules) {
    module.total = module.self;
    module.totalBytes = Math.max(0, module.bytes);
  }
  for (let id = modules.length - 1; id >= 0; id--) {
    const { parent, inInit, total, totalBytes } = modules[id];
    if (inInit && parent >= 0) {
      modules[parent].total += total;
      modules[parent].totalBytes += totalBytes;
    }
  }
}

/** Sets of modules are stored as first, count, first, count, … */
function expand(ranges) {
  const ids = new Set();
  for (let i = 0; i < ranges.length; i += 2) {
    for (let k = 0; k < ranges[i + 1]; k++) ids.add(ranges[i] + k);
  }
  return ids;
}

function markFindings(modules, findings) {
  for (const finding of findings) {
    for (const id of finding.modules) modules[id].findings.push(finding.index);
  }
}

function readCalls(tree, text, modules) {
  const functions = tree.functionName.map((name, i) => ({
    name: text(name),
    file: text(tree.functionFile[i]),
    module: tree.functionModule[i] < 0 ? null : modules[tree.functionModule[i]],
    isImportSystem: text(tree.functionFile[i]).startsWith('<frozen importlib'),
  }));
  return { phase: tree.phase, runs: tree.runs, folded: tree.folded, functions, nodes: tree.nodes };
}

/** The modules from the handler's on that lead to a module, itself last. */
export function chainOf(modules, module) {
  const chain = [module];
  while (chain[0].parent >= 0 && chain.length < 1000) chain.unshift(modules[chain[0].parent]);
  return chain;
}
