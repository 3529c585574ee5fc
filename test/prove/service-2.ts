import type { Prove } from './bar.ts';
import { flights } from './service-2-flights.ts';
import { type Found, search, type World } from './service-2-search.ts';
import { findings, rules, standings } from './service-2-worlds.ts';

/**
 * The worlds of the bar: two states, three people each. Every person holds every office of both states, which is more than any real person
 * would: what keeps duties apart here is the rules alone. A step by a person in an office that may not take it is refused whatever the state
 * (the workflows' own tests show it for each), and is not tried.
 *
 * The chain is searched in parts, because its parts meet only where a decision reads across them, and each part here holds all that its
 * decisions read (a command's `streams`, docs/adr/0007-one-door.md): a clearance reads its requirements and the register of who signs for
 * whom, a sortie its clearance, a package its reports; nothing of reports is read by a clearance, nor the other way. Two parts that never
 * read each other reach exactly the pairs of the states that each reaches alone, so a breach within one of them is found in its own search.
 * For the same reason writing a requirement, and flying, are searched with one item, and what two items share, the register and the
 * requirements that both may serve, with two.
 */
const worlds: readonly (() => Searched)[] = [
  () => searched(flights({ items: 1, people: 6, plans: 2, whole: true })),
  () => searched(flights({ items: 2, people: 6, plans: 1, whole: false })),
  () => searched(findings({ reports: 1, packages: 1, people: 6, versions: 3 })),
  () => searched(findings({ reports: 2, packages: 1, people: 4, versions: 1 })),
  () => searched(rules({ rules: 1, versions: 3, people: 6 })),
  () => searched(standings({ people: 4 })),
];

interface Searched {
  readonly name: string;
  readonly run: (mostStates: number) => Found;
}

const searched = <State extends object>(world: World<State>): Searched => ({
  name: world.name,
  run: (mostStates) => search(world, mostStates),
});

/** Bounds the memory of a search that a change of the rules has made larger: it then fails, and the worlds are to be looked at. */
const mostStates = 600_000;

/** Every state of small worlds is reached, and in none of them are duties joined that must be apart. */
export const prove: Prove = async ({ n, print }) => {
  let passed = 0;
  let failed = 0;
  let states = 0;
  let transitions = 0;
  for (const world of worlds) {
    const { name, run } = world();
    const found = run(n ?? mostStates);
    states += found.states;
    transitions += found.transitions;
    const kinds = [...found.kinds].map(([kind, times]) => `${kind} ${times}`);
    print(`${name}: ${found.states} states, ${found.transitions} transitions, ${found.refusals} refusals`);
    print(`  ${kinds.join(', ')}`);
    if (found.whole && found.breach === undefined) passed++;
    else {
      failed++;
      print(`  ${found.breach ?? 'not searched whole: too many states'}`);
    }
  }
  print(`all: ${states} states, ${transitions} transitions`);
  return { passed, failed };
};
