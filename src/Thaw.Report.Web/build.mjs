// Builds the pages that Thaw embeds, each one file: template, style, script and notices. The policy names the hashes of
// style and script; the placeholders that stay, title and data, are filled in for each profile or comparison.
//
// node build.mjs OUT-FOLDER

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = process.argv[2] ?? 'dist';
const pages = [
  { name: 'report', script: 'src/main.js' },
  { name: 'diff', script: 'src/diff/main.js' },
  { name: 'optimize', script: 'src/optimize/main.js' },
  { name: 'bench', script: 'src/bench/main.js' },
];
mkdirSync(out, { recursive: true });
const inputs = [];
for (const page of pages) inputs.push(...await buildPage(page));
writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), noticesOf(inputs));

/** Writes one page; returns the files that its script and style are made of. */
async function buildPage({ name, script: entry }) {
  const bundle = await build({
    entryPoints: { script: entry, style: `src/${name}.css` },
    bundle: true, minify: true, write: false, metafile: true, outdir: 'unused',
    format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'none',
  });
  const text = (ending) => bundle.outputFiles.find((file) => file.path.endsWith(ending)).text.trim();
  const script = text('.js');
  const style = text('.css');
  for (const [element, content] of [['script', script], ['style', style]]) {
    if (content.toLowerCase().includes(`</${element}`) || content.includes('<!--')) throw new Error(`the ${element} of ${name} would end its element`);
  }
  const files = Object.keys(bundle.metafile.inputs);
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  writeFileSync(join(out, `${name}.html`), readFileSync(`src/${name}.html`, 'utf8')
    .replace('{{head}}', () => readFileSync('src/head.html', 'utf8')).replace('{{policy}}', () => policy).replace('{{style}}', () => style).replace('{{script}}', () => script)
    .replace('{{notices}}', () => noticesOf(files).replaceAll('&', '&amp;').replaceAll('<', '&lt;')));
  return files;
}

function hash(content) {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

/** Name, version and licence of every package that is among the files of a bundle. */
function noticesOf(inputs) {
  const names = new Set(inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
  return [...names].sort().map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} comes without the text of its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  }).join('\n----\n\n');
}
