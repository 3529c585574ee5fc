import { xmlText } from '../kml/xml.ts';
import type { ReportDocument } from './document.ts';
import type { WordKey } from './words.ts';
import { english, spanish } from './words.ts';

/** The parts the page is put together from. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Licence texts of what is inside the page. */
  readonly notices: string;
  /** SHA-256 of a text in UTF-8, as base64: browsers compare it with what they are about to run. */
  readonly sha256Base64: (text: string) => string;
}

/**
 * A value as JSON that may stand in a script element: `<` and `>` are written as escapes, so that neither an end tag nor a comment can
 * appear, and U+2028 and U+2029 too (HTML, 4.12.1.3).
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function word(tag: string, key: WordKey, attributes = ''): string {
  return `<${tag} data-t="${key}"${attributes}>${xmlText(english[key])}</${tag}>`;
}

function keyButton(id: string, key: WordKey, text: string, title: string): string {
  return `<button type="button" id="${id}" data-label="${key}" aria-label="${xmlText(english[key])}" title="${title}">${text}</button>`;
}

const keyRows: readonly (readonly [string, WordKey])[] = [
  ['Space', 'keySpace'],
  [', .', 'keyStep'],
  ['J K L', 'keyShuttle'],
  ['Home End', 'keyEnds'],
  ['+ -', 'keyZoom'],
  ['0 B W', 'keyFit'],
  ['← ↑ → ↓', 'keyPan'],
  ['F', 'keyFollow'],
  ['E', 'keyLanguage'],
  ['T', 'keyTheme'],
  ['?', 'keyHelp'],
];

function marking(simulated: boolean, place: 'top' | 'bottom'): string {
  if (!simulated) return `<div class="marking none ${place}">${word('span', 'unmarked')}</div>`;
  const note = place === 'top' ? ` <small data-t="exerciseNote">${xmlText(english.exerciseNote)}</small>` : '';
  return `<div class="marking exercise ${place}">${word('strong', 'exercise')}${note}</div>`;
}

function instrument(): string {
  return `<section id="instrument" aria-label="${english.map}" data-label="map">
<div id="map-panel">
<div class="bar"><div id="layers" role="group" data-label="layers" aria-label="${english.layers}"></div>
<div class="zoom" role="group" data-label="map" aria-label="${english.map}">
${word('button', 'fitFlight', ' type="button" id="fit-flight"')}
${word('button', 'fitBorder', ' type="button" id="fit-border"')}
${word('button', 'fitRegion', ' type="button" id="fit-region"')}
${keyButton('zoom-out', 'zoomOut', '−', '-')}${keyButton('zoom-in', 'zoomIn', '+', '+')}
</div></div>
<div id="map" tabindex="0" role="application" data-label="map" aria-label="${english.map}" aria-describedby="map-help where">
<canvas id="map-base" aria-hidden="true"></canvas><canvas id="map-overlay" aria-hidden="true"></canvas>
<canvas id="globe" aria-hidden="true"></canvas><div id="cursor"></div><div id="legend"></div>
${word('p', 'mapHelp', ' id="map-help" class="hidden"')}
</div>
<div class="under"><span id="where"></span><span id="map-source"></span></div>
</div>
<aside id="side" aria-labelledby="frame-title"><h2 id="frame-title"></h2><div id="inspector" tabindex="0" role="group" aria-labelledby="frame-title"></div></aside>
<div id="plots">${word('h2', 'plots')}<div id="plot-list"></div></div>
<div id="time"><button type="button" id="play" aria-pressed="false" data-label="play" aria-label="${english.play}">▶</button>
<output id="now"></output>
<div class="slider"><canvas id="strip" aria-hidden="true"></canvas><input id="slider" type="range" data-label="moment" aria-label="${english.moment}"></div>
<button type="button" id="follow" aria-pressed="false"><span data-t="follow">${english.follow}</span></button></div>
</section>`;
}

/**
 * The report as one HTML file that asks for nothing from outside: its policy (CSP level 3, in a meta element) lets in only the
 * script and the style whose hashes it names. Everything a recording brought along stands in the data block, as JSON.
 */
export function reportHtml(report: ReportDocument, parts: PageParts): string {
  const script = `\n${parts.script}`;
  const style = `\n${parts.style}`;
  const integrity = (text: string): string => `'sha256-${parts.sha256Base64(text)}'`;
  const policy = `default-src 'none'; script-src ${integrity(script)}; style-src ${integrity(style)}; base-uri 'none'; form-action 'none'`;
  const title = `${report.simulated ? `${english.exercise} - ` : ''}${report.name}`;
  const keys = keyRows.map(([key, text]) => `<dt><kbd>${xmlText(key)}</kbd></dt>${word('dd', text)}`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<meta name="referrer" content="no-referrer">
<title>${xmlText(title)}</title>
<style>${style}</style>
</head>
<body>
${marking(report.simulated, 'top')}
<header><h1>${xmlText(report.name)}</h1><div id="identity"></div>
<div class="tools"><button type="button" id="lang-en" lang="en" aria-pressed="true" title="${english.language}">EN</button><button type="button" id="lang-es" lang="es" aria-pressed="false" title="${spanish.language}">ES</button>
${word('button', 'theme', ' type="button" id="theme"')}
${word('button', 'keys', ' type="button" id="help"')}</div></header>
<main>
<noscript><p class="noscript" lang="en">${xmlText(english.noScript)}</p><p class="noscript" lang="es">${xmlText(spanish.noScript)}</p></noscript>
<dl id="figures" data-label="figures"></dl>
<div id="notices" role="status"></div>
${instrument()}
<section class="panel">${word('h2', 'quality')}<div id="quality"></div></section>
<section class="panel">${word('h2', 'issues')}<div id="issues"></div></section>
<section class="panel">${word('h2', 'vmti')}<div id="vmti"></div></section>
<section class="panel">${word('h2', 'frames')}<div id="frames"></div></section>
<section class="panel about">${word('h2', 'about')}<p id="about-text"></p>${word('p', 'aboutMap')}<details><summary lang="en">MIT, ISC</summary><pre lang="en">${xmlText(parts.notices)}</pre></details></section>
</main>
${marking(report.simulated, 'bottom')}
<dialog id="keys" aria-labelledby="keys-title">${word('h2', 'keys', ' id="keys-title"')}<dl>${keys}</dl>${word('button', 'close', ' type="button" id="help-close"')}</dialog>
<script type="application/json" id="data">${scriptJson(report)}</script>
<script>${script}</script>
</body>
</html>
`;
}
