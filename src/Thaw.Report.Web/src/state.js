// What the reader has chosen. Views read it and redraw when it changes.

export function createState(initial) {
  const state = { ...initial };
  const listeners = [];
  return {
    get: () => state,
    set(change) {
      const changed = Object.keys(change).filter((key) => state[key] !== change[key]);
      if (changed.length === 0) return;
      Object.assign(state, change);
      for (const listener of listeners) listener(state, new Set(changed));
    },
    onChange: (listener) => listeners.push(listener),
  };
}

/** Whether search and filters leave a module standing. `label` is searched as well: a function's name, for call paths. */
export function createMatcher({ search, uses, library, finding }, findings) {
  const wanted = search.trim().toLowerCase();
  const lost = finding == null ? null : findings[finding];
  const active = wanted !== '' || uses !== null || library !== '' || lost !== null;
  const matches = (module, label) => {
    if (uses !== null && !uses.has(module ? module.use : 0)) return false;
    if (library !== '' && module?.library !== library) return false;
    if (lost && !(module && (lost.lost.has(module.id) || lost.modules.includes(module.id)))) return false;
    return wanted === '' || (module?.name.toLowerCase().includes(wanted) ?? false) || (label?.toLowerCase().includes(wanted) ?? false);
  };
  return { active, matches };
}
