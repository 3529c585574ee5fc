import type { Theme } from '../state/workstation.ts';
import type { Tone } from './scene.ts';

interface ToneStyle {
  readonly line: string;
  /** Share of the line's colour that the inside takes. */
  readonly fill: number;
  /** Dashes, in widths of the line; none where it is whole. */
  readonly dash?: readonly number[];
}

// Okabe and Ito (2008), as on the map of what was observed; kinds of lines tell apart what hues may not.
const dark: Readonly<Record<Tone, ToneStyle>> = {
  permitted: { line: '#56b4e9', fill: 0.14 },
  flown: { line: '#f6f7f9', fill: 0.1 },
  excluded: { line: '#e69f00', fill: 0.2, dash: [3, 2] },
  zone: { line: '#d9a2c7', fill: 0.14, dash: [6, 2] },
  other: { line: '#8f99a8', fill: 0.08 },
  asked: { line: '#5fd3b3', fill: 0.14 },
  draft: { line: '#f0e442', fill: 0.1, dash: [2, 2] },
  fault: { line: '#fa999c', fill: 0.3 },
};
const light: Readonly<Record<Tone, ToneStyle>> = {
  permitted: { line: '#005a9c', fill: 0.12 },
  flown: { line: '#1c2127', fill: 0.1 },
  excluded: { line: '#a83f00', fill: 0.16, dash: [3, 2] },
  zone: { line: '#8a2f6b', fill: 0.12, dash: [6, 2] },
  other: { line: '#5f6b7c', fill: 0.08 },
  asked: { line: '#00664d', fill: 0.12 },
  draft: { line: '#6b5900', fill: 0.12, dash: [2, 2] },
  fault: { line: '#ac2f33', fill: 0.3 },
};

export const tonesOf = (theme: Theme): Readonly<Record<Tone, ToneStyle>> => (theme === 'dark' ? dark : light);
