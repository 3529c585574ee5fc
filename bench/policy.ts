import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { policyFolder, readRuleSet } from '../src/server/policy/folder.ts';
import { callOf } from '../src/server/policy/request.ts';
import { policyCases } from '../test/policy/cases.ts';
import type { BenchRow } from './row.ts';

const rounds = 5;
const roundS = 1;

function rate(work: () => void): number {
  const start = performance.now();
  let done = 0;
  do {
    work();
    done++;
  } while (performance.now() - start < 1000 * roundS);
  return done / ((performance.now() - start) / 1000);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Requests decided by the rules of the service, kept parsed, beside the same with rules and schema parsed for each; in turn. */
export function benchPolicy(): BenchRow[] {
  const set = readRuleSet(policyFolder);
  const requests = policyCases(set.schema).map(({ request }) => request);
  const staticPolicies = Object.fromEntries(set.rules.map(({ id, text }) => [id, text]));
  let next = 0;
  const request = () => requests[next++ % requests.length]!;
  const kept = (): void => {
    const answer = set.authorise(request());
    if (!answer.allowed && answer.why === 'policy-error') throw new Error(answer.reasons[0].found);
  };
  const parsed = (): void => {
    const call = { ...callOf(request(), set.schema), schema: set.schema.text, policies: { staticPolicies } };
    const answer = isAuthorized(call);
    if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  rate(kept);
  for (let round = 0; round < rounds; round++) {
    ours.push(rate(kept));
    theirs.push(rate(parsed));
  }
  const figures = [median(ours), median(theirs)] as const;
  set.close();
  return [
    {
      name: 'policy decisions',
      ours: `${Math.round(figures[0])} /s`,
      against: `rules parsed for each request ${Math.round(figures[1])} /s`,
      ratio: figures[0] / figures[1],
      note: `${set.rules.length} rules, ${requests.length} requests in turn, median of ${rounds}, one core`,
    },
  ];
}
