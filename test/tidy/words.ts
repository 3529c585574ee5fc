import type { Breach, Source } from './source.ts';

/** Words the platform has no use for, in any spelling of an identifier (camelCase, snake_case, plural). */
const FORBIDDEN: readonly (readonly [word: RegExp, why: string])[] = [
  [
    /^(?:weapon(?:s|ry|ise|ize|ised|ized)?|warheads?|ordnance|munitions?|ammunition|missiles?|bombs?|bombing|hellfire)$/,
    'weapons',
  ],
  [/^(?:strikes?|striking|airstrikes?|killchain|kills?|killed|killing|lethal|lethality|casualt(?:y|ies))$/, 'strikes'],
  [/^(?:targets?|targeted|targeting|targetable)$/, 'targets'],
  [/^(?:biometrics?|facial|faceprints?|gait)$/, 'biometrics'],
];

/** A stretch of text in which the word means something else, wherever it stands. */
const HARMLESS: readonly (readonly [text: RegExp, why: string])[] = [
  [/\bnon-?lethal\b/gi, 'what the platform is'],
  [/\bunarmed\b/gi, 'what a sortie attests'],
  [
    /\bVmti(?:_?Targets?|TargetSeries|TargetPack)\b/gi,
    "ST 0903's name for a detected moving object, and the summary's key",
  ],
  [/\bVMTI targets?\b/gi, "ST 0903's name for a detected moving object"],
  [/\btarget ?(?:Width|Location|Error|Track ?Gate)\w*/gi, 'names of ST 0601 items'],
  [/\b(?:event|e|message)\.(?:current)?[tT]arget\b/g, 'the DOM: where an event arose'],
  [/\b(?:current|related)Target\b/g, 'the DOM: which element an event concerns'],
  [/\bhover-target\b|\bpopover-target\b/g, 'Blueprint: the element a popover belongs to'],
  [/\btarget: 'es\d+'/g, 'a compiler setting'],
  [/\bSIGKILL\b/g, 'a signal of the operating system'],
  [/\b(?:process|child|server|worker|job)\.kill(?:ed)?\b/g, 'ending a process'],
  [/\bkill -(?:9|TERM|INT|KILL)\b/g, 'ending a process'],
  [/--target\b|\btarget="_blank"|"target":/g, 'a compiler setting or an HTML attribute'],
];

/** Lines that state the prohibition itself, or cite a title: file, and a part of the line. */
export const STATED: readonly { readonly path: string; readonly text: string; readonly why: string }[] = [
  {
    path: 'README.md',
    text: 'It has no weapon, strike or target vocabulary, and no biometrics',
    why: 'states the prohibition',
  },
  {
    path: 'ARCHITECTURE.md',
    text: 'weapon, strike or target vocabulary',
    why: 'states the prohibition',
  },
];

/** Places where no words are sought: formats (and the page made from them) name what their standards name, and these rules must name what they seek. */
const EXEMPT = /^(?:src\/formats\/|docs\/klv\.md$|test\/tidy\/|test\/tidy\.test\.ts$|LICENSE$|package-lock\.json$)/;

/** Forbidden words outside src/formats/, in code, comments, texts and documents alike. */
export function wordBreaches(sources: readonly Source[], stated = STATED): Breach[] {
  return sources.filter(({ path }) => !EXEMPT.test(path)).flatMap((source) => wordsIn(source, stated));
}

function wordsIn({ path, text }: Source, stated: typeof STATED): Breach[] {
  const breaches: Breach[] = [];
  const allowed = stated.filter((it) => it.path === path);
  for (const [index, line] of text.split('\n').entries()) {
    let rest = line;
    for (const { text: sentence } of allowed) rest = rest.replaceAll(sentence, ' ');
    for (const [harmless] of HARMLESS) rest = rest.replaceAll(harmless, ' ');
    for (const word of wordsOf(rest)) {
      const hit = FORBIDDEN.find(([pattern]) => pattern.test(word));
      if (hit) breaches.push({ rule: 'words', path, line: index + 1, message: `"${word}" (${hit[1]})` });
    }
    if (/\b(?:face|facial|person|iris|voice)[\s_-]?(?:recognition|identification|reidentification)/i.test(rest)) {
      breaches.push({ rule: 'words', path, line: index + 1, message: 'recognition of persons' });
    }
  }
  return breaches;
}

/** The words of a line in lower case; identifiers are taken apart where their case changes. */
function wordsOf(line: string): string[] {
  return line
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/** Entries of the list of stated lines that no line needs any more. */
export function idleStatements(sources: readonly Source[], stated = STATED): string[] {
  const texts = new Map(sources.map((source) => [source.path, source.text]));
  return stated.filter((it) => !(texts.get(it.path) ?? '').includes(it.text)).map((it) => `${it.path}: ${it.text}`);
}
