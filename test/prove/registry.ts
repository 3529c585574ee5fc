import type { Prove } from './bar.ts';

export interface Bar {
  /** One line for the list. */
  readonly does: string;
  load(): Promise<{ readonly prove: Prove }>;
}

/** The bars, by WORD.BAR: the word of the work, and the number of the bar within it. */
export const bars: Readonly<Record<string, Bar>> = {
  'authority.1': {
    does: 'every check of a clearance spoilt in every place, one at a time: each mutant noticed by the table of cases',
    load: () => import('./authority-1.ts'),
  },
  'authority.2': {
    does: 'a small world searched whole: nothing is cleared or flies without two live concurrences, an agreement in force, and notice',
    load: () => import('./authority-2.ts'),
  },
  'authority.3': {
    does: 'containment: 100,000 random polygons and routes swept whole, compared with an implementation of its own on the ellipsoid',
    load: () => import('./authority-3.ts'),
  },
  'authority.4': {
    does: 'one exact plan: each field of it changed, and each byte of its canonical form, is cleared no more',
    load: () => import('./authority-4.ts'),
  },
  'flight.3': {
    does: 'nothing is lost: packets of every reference recording, each encoded anew from its values to the same bytes',
    load: () => import('./flight-3.ts'),
  },
  'flight.5': {
    does: 'geolocation: the claimed CE90 holds 90 % in every class of look, and on measured ground points',
    load: () => import('./flight-5.ts'),
  },
  'flight.7': {
    does: 'a million mutated packets and streams: no crash, no hang, no growth of memory, errors say where',
    load: () => import('./flight-7.ts'),
  },
  'log.1': {
    does: 'the tree: every proof of every pair of sizes to 600, and random ones from stored tiles to 2^20 leaves, right and spoilt',
    load: () => import('./log-1.ts'),
  },
  'log.2': {
    does: 'kill -9 at 500 random instants under load (--store embedded|postgres): no acknowledged entry lost, no gap, no half command',
    load: () => import('./log-2.ts'),
  },
  'log.3': {
    does: 'mutated evidence: each mutation is found and its place named; no alarm on untouched logs',
    load: () => import('./log-3.ts'),
  },
  'service.1': {
    does: 'every rule both ways, and every mutant of the rules noticed: conditions, scopes, effects, constants, groups of acts',
    load: () => import('./service-1.ts'),
  },
  'service.2': {
    does: 'small worlds searched whole over the decision functions: no person ever has two duties that must be apart',
    load: () => import('./service-2.ts'),
  },
  'service.6': {
    does: 'the door: 99 of 100 commands stand in the log within 50 ms; 1,000 live readers hear every entry',
    load: () => import('./service-6.ts'),
  },
  'workstation.2': {
    does: 'map and video in step: the frame stamped in the picture is that of the map, at 200 random moments (a browser)',
    load: () => import('./workstation-2.ts'),
  },
  'workstation.3': {
    does: 'a click on the video: 1,000 simulated ones lie within their 90 % ellipse as often as it claims',
    load: () => import('./workstation-3.ts'),
  },
  'workstation.5': {
    does: 'a recording of two hours (--n seconds): first picture, seeks and memory, of the service and in the page (a browser)',
    load: () => import('./workstation-5.ts'),
  },
};
