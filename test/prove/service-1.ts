import { policyFolder, readRuleSet } from '../../src/server/policy/folder.ts';
import { policyCases, wrongAnswer } from '../policy/cases.ts';
import { caughtBy, mutants } from '../policy/mutants.ts';
import type { Prove } from './bar.ts';

/** Every rule both ways, and every mutant of the rules noticed by their table. `n` ends after so many mutants. */
export const prove: Prove = async ({ n, print }) => {
  const set = readRuleSet(policyFolder);
  const cases = policyCases(set.schema);
  const wrong = cases.filter((one) => wrongAnswer(set, one) !== undefined);
  for (const { name, expected } of wrong) print(`wrong: ${name}; expected ${JSON.stringify(expected)}`);
  print(
    `${set.rules.length} rules, ${set.schema.actions.size} acts, ${cases.length} requests, ${wrong.length} answered wrongly`,
  );

  let made = 0;
  let caught = 0;
  let byError = 0;
  for (const mutant of mutants(set.rules, set.schema)) {
    if (n !== undefined && made >= n) break;
    made++;
    const found = caughtBy(mutant, cases);
    if (found === undefined) print(`survivor: ${mutant.of}: ${mutant.what}`);
    else {
      caught++;
      if (found.answer.startsWith('policy-error')) byError++;
    }
  }
  print(
    `${made} mutants, ${caught} caught (${byError} of them by an error of the rule, the others by their answer), ${made - caught} survivors`,
  );
  return { passed: caught + cases.length - wrong.length, failed: made - caught + wrong.length };
};
