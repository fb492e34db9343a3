// Light or dark.

import { $ } from './dom.js';

/** The system's theme unless the reader chose one; the choice is kept where the browser lets a file keep things. */
export function wireTheme() {
  const root = document.documentElement;
  const button = $('theme');
  const dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const say = () => { button.textContent = dark() ? 'Light' : 'Dark'; };
  try {
    if (localStorage.getItem('thaw-theme')) root.dataset.theme = localStorage.getItem('thaw-theme');
  } catch { /* no storage for this page */ }
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    try {
      localStorage.setItem('thaw-theme', root.dataset.theme);
    } catch { /* no storage for this page */ }
    say();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', say);
  say();
}

/** The slash leads to the search, as in other tools. */
export function wireSlash(search) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target.closest('input:not([type=radio], [type=checkbox]), select, textarea') || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    search.focus();
  });
}
