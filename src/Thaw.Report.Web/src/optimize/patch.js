// The unified diff, taken apart: files, hunks, lines.

import { el } from '../dom.js';

const KINDS = { '+': 'add', '-': 'remove', '@': 'hunk' };

/** Files of a diff in its order: name and hunks, each with the old lines that it covers. */
export function filesOf(diff) {
  const files = [];
  let left = [0, 0];
  for (const line of diff.split('\n')) {
    // Counted, because a removed line of the text may itself look like a header.
    const inHunk = left[0] > 0 || left[1] > 0;
    if (!inHunk && line.startsWith('--- a/')) files.push({ name: line.slice('--- a/'.length), hunks: [] });
    else if (!inHunk && line.startsWith('@@ ')) {
      const [, start, old, fresh] = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
      left = [Number(old ?? 1), Number(fresh ?? 1)];
      files.at(-1).hunks.push({ first: Number(start), last: Number(start) + left[0] - 1, lines: [line] });
    } else if (inHunk || line.startsWith('\\')) {
      files.at(-1).hunks.at(-1).lines.push(line);
      if (line[0] !== '+' && line[0] !== '\\') left[0]--;
      if (line[0] !== '-' && line[0] !== '\\') left[1]--;
    }
  }
  return files;
}

/** How many lines hunks add and remove. */
export function countOf(hunks) {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return { added: lines.filter((line) => line[0] === '+').length, removed: lines.filter((line) => line[0] === '-').length };
}

/** Hunks as a box that scrolls by itself, by the keyboard too. */
export function patch(hunks, label) {
  return el('div', { class: 'patch', tabindex: '0', role: 'region', 'aria-label': label },
    el('pre', {}, ...hunks.flatMap((hunk) => hunk.lines).map((line) => el('span', { class: KINDS[line[0]] }, line || ' '))));
}
