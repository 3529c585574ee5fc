import { isInStep, momentsInUse } from '../browser/in-step.ts';
import { Workstation } from '../browser/workstation.ts';
import type { ProveOptions, ProveResult } from './bar.ts';

const momentsAsked = 200;

/** workstation.2: whatever a person does with the time, the map shows the frame of the picture, or one beside it. */
export async function prove({ seed, n, print }: ProveOptions): Promise<ProveResult> {
  const workstation = await Workstation.start({ durationS: 20 });
  try {
    const page = await workstation.flown();
    const moments = await momentsInUse(page, n ?? momentsAsked, seed);
    const apart = moments.filter((moment) => !isInStep(moment));
    for (const way of ['playing', 'seeking', 'stepping']) {
      const those = moments.filter((moment) => moment.way === way);
      print(`${way}: ${those.length} moments, ${those.filter(isInStep).length} in step`);
    }
    const equal = moments.filter(({ picture, map }) => picture === map).length;
    print(`${equal} of ${moments.length} show the very same frame`);
    const announced = moments.filter((moment) => moment.announced).length;
    print(
      `${announced} were looked at while the page said that their picture was still to come, and again when it had`,
    );
    for (const { way, picture, map } of apart) print(`FAIL ${way}: picture ${picture ?? '?'}, map ${map ?? '?'}`);
    return { passed: moments.length - apart.length, failed: apart.length };
  } finally {
    await workstation.close();
  }
}
