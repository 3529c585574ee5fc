import { authorityReader } from './authority-2-held.ts';
import { authority, calendar } from './authority-2-world.ts';
import type { Prove } from './bar.ts';
import { searchBy } from './service-2-search.ts';

/** Bounds the memory of a search that a change of the rules has made larger: it then fails, and the world is to be looked at. */
const mostStates = 600_000;

/**
 * Every state of two small worlds is reached, and in none is anything cleared, or in the air, without all that authority takes. One makes an agreement and amends
 * it; the other suspends, resumes and ends one that is in force, and gives and reopens the notice. Both clear, replace, withdraw and fly, over the same steps of time.
 */
export const prove: Prove = async ({ n, print }) => {
  let passed = 0;
  let failed = 0;
  for (const part of ['making', 'stopping'] as const) {
    const world = authority({ people: 2, part });
    const found = searchBy(world, n ?? mostStates, authorityReader(calendar, world.before));
    print(`${world.name}: ${found.states} states, ${found.transitions} transitions, ${found.refusals} refusals`);
    print(`  ${[...found.kinds].map(([kind, times]) => `${kind} ${times}`).join(', ')}`);
    const missing = ['authorise.volume-cleared', 'fly.took-off', 'fly.on-station'].filter((it) => !found.kinds.has(it));
    if (found.whole && found.breach === undefined && missing.length === 0) passed++;
    else {
      failed++;
      const never = missing.length > 0 ? `never came about: ${missing.join(', ')}` : 'not searched whole';
      print(`  ${found.breach ?? never}`);
    }
  }
  return { passed, failed };
};
