import { authorityReader } from './authority-2-held.ts';
import { authority, calendar } from './authority-2-world.ts';
import type { Prove } from './bar.ts';
import { searchBy } from './service-2-search.ts';

/** Bounds the memory of a search that a change of the rules has made larger: it then fails, and the world is to be looked at. */
const mostStates = 1_500_000;

/** Every state of a small world is reached, and in none is anything cleared, or in the air, without all that authority takes. */
export const prove: Prove = async ({ n, print }) => {
  const world = authority({ people: 2 });
  const found = searchBy(world, n ?? mostStates, authorityReader(calendar));
  print(`${world.name}: ${found.states} states, ${found.transitions} transitions, ${found.refusals} refusals`);
  print(`  ${[...found.kinds].map(([kind, times]) => `${kind} ${times}`).join(', ')}`);
  const came = ['authorise.volume-cleared', 'fly.took-off', 'fly.on-station', 'agree.agreement-amended'];
  const missing = came.filter((kind) => !found.kinds.has(kind));
  if (found.whole && found.breach === undefined && missing.length === 0) return { passed: found.states, failed: 0 };
  print(
    `  ${found.breach ?? (missing.length > 0 ? `never came about: ${missing.join(', ')}` : 'not searched whole: too many states')}`,
  );
  return { passed: 0, failed: 1 };
};
