import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roles } from '../src/model/office.ts';
import { isRefusal } from '../src/model/refusal.ts';
import { Chain, chainCommands, noonUs, type Step } from './chain.ts';
import { broken, nothingSeen, see } from './duties-held.ts';
import { SeededRandom } from './prove/random.ts';

const states = ['USA', 'MEX'];
const hashes = ['1'.repeat(64), '2'.repeat(64)];
const compartment = 'c';

/** What somebody may try: names and payloads over the things there are so far, right and wrong ones alike. */
interface Draw {
  /** From 0 up to and without a number. */
  readonly below: (many: number) => number;
}

function payloadOf(name: string, idsOf: (type: string) => string, { below }: Draw, people: readonly string[]): object {
  const hash = () => hashes[below(4) === 0 ? 1 : 0] ?? '';
  const asked = { question: 'q', purpose: 'p', latestUsefulUs: noonUs + 1, documentHash: hash() };
  const to = { reports: [idsOf('report')], recipient: { state: states[below(2)] ?? '', agency: 'a' }, purpose: 'p' };
  const terms = { compartment, ...to, label: 'l', useLimits: ['u'], contentHash: hash() };
  const dated = { document: 1, source: 's', fromUs: noonUs + 1, untilUs: null };
  const office = { role: roles[below(roles.length)], state: states[below(2)], agency: 'a' };
  const ends = { 1: { why: 'w' } };
  const person = people[below(people.length)];
  const payloads: Readonly<Record<string, object>> = {
    'agree.draft-requirement': { compartment, ...asked },
    'agree.revise-requirement': { requirement: idsOf('requirement'), ...asked },
    'agree.submit-requirement': { requirement: idsOf('requirement') },
    'agree.validate-requirement': { requirement: idsOf('requirement'), known: 'k' },
    'agree.task-requirement': { requirement: idsOf('requirement') },
    'agree.decline-requirement': { requirement: idsOf('requirement'), ...ends[1] },
    'authorise.propose-plan': { compartment, states, requirements: [idsOf('requirement')], planHash: hash() },
    'authorise.replace-plan': { clearance: idsOf('clearance'), planHash: hash() },
    'authorise.concur': { clearance: idsOf('clearance'), planHash: hash(), relyingOn: 'r' },
    'authorise.refuse': { clearance: idsOf('clearance'), ...ends[1] },
    'authorise.withdraw': { clearance: idsOf('clearance'), ...ends[1] },
    'authorise.open-notice': { compartment, concerning: idsOf('clearance'), rule: 'r', dueUs: noonUs },
    'authorise.draft-notice': { notice: idsOf('notice'), documentHash: hash() },
    'authorise.deliver-notice': { notice: idsOf('notice'), documentHash: hash(), to: 't' },
    'authorise.acknowledge-notice': { notice: idsOf('notice'), receipt: 'r' },
    'authorise.reopen-notice': { notice: idsOf('notice'), dueUs: noonUs, ...ends[1] },
    'fly.take-off': { sortie: idsOf('clearance'), planHash: hash() },
    'fly.report-on-station': { sortie: idsOf('clearance') },
    'fly.recover': { sortie: idsOf('clearance') },
    'fly.halt': { sortie: idsOf('clearance'), ...ends[1] },
    'find.draft-report': { compartment, documentHash: hash() },
    'find.revise-report': { report: idsOf('report'), documentHash: hash() },
    'find.submit-report': { report: idsOf('report') },
    'review.accept-report': { report: idsOf('report'), documentHash: hash(), note: 'n' },
    'review.return-report': { report: idsOf('report'), documentHash: hash(), note: 'n' },
    'review.minimise-report': { report: idsOf('report'), documentHash: hash(), recordHash: hash() },
    'review.reopen-privacy': { report: idsOf('report'), ...ends[1] },
    'release.release-package': terms,
    'release.disclose-package': { ...terms, untilUs: noonUs + 1 },
    'release.deny-package': { compartment, ...to, ...ends[1] },
    'release.receive-package': { package: idsOf('package'), contentHash: hash(), receipt: 'r' },
    'release.report-outcome': { package: idsOf('package'), outcome: 'acted', says: 's' },
    'account.raise-concern': { to: states[below(2)], says: 's' },
    'account.answer-concern': { concern: idsOf('concern'), says: 's' },
    'account.report-concern': { concern: idsOf('concern'), toWhom: 't' },
    'account.close-concern': { concern: idsOf('concern'), outcome: 'o' },
    'account.register-person': { state: states[below(2)] },
    'account.grant-office': { person: idsOf('person') || person, office, ...ends[1] },
    'account.withdraw-office': { person: idsOf('person'), office, ...ends[1] },
    'account.grant-compartment': { person: idsOf('person'), compartment, ...ends[1] },
    'account.withdraw-compartment': { person: idsOf('person'), compartment, ...ends[1] },
    'account.propose-rule': { ruleKind: 'notices', ...dated },
    'account.amend-rule': { rule: idsOf('rule'), ...dated },
    'account.sign-rule': { rule: idsOf('rule'), version: 1 + below(2) },
    'account.drop-rule': { rule: idsOf('rule'), version: 1 + below(2), ...ends[1] },
  };
  const payload = payloads[name];
  if (payload === undefined) throw new RangeError(`no payload for ${name}: add it to this test`);
  return payload;
}

/** A run is about one part of the chain, or about all of it. */
const themes = [/^(?:agree|authorise|fly)\.(?!.*notice)/, /^(?:find|review|release)\./, /^account\./, /./];
const ends = /\.(?:withdraw|refuse|replace|halt|decline|drop|deny)/;

/** What kind of stream a command begins; no stream has the name where it begins none. */
function thingMadeBy(name: string): string {
  const made = /\.(?:draft|propose|open|register|raise)-(requirement|plan|notice|report|person|concern|rule)$/.exec(
    name,
  );
  if (made?.[1] === 'plan') return 'clearance/';
  if (/(?:release|disclose|deny)-package$/.test(name)) return 'package/';
  return name === 'authorise.draft-notice' || made === null ? 'none/' : `${made[1]}/`;
}

/** A run of random requests by people whose offices are given out at random; what came about, and what was broken. */
function run(seed: number, steps: number, offices: readonly (readonly [role: number, state: number])[][]) {
  const random = new SeededRandom(seed);
  const below = (many: number): number => random.below(many);
  // Persons are called like things, so that a person can be the one whose standing is changed.
  const people = offices.map((_, i) => `i${i + 1}`);
  const chain = new Chain();
  let seen = nothingSeen;
  const theme = themes[seed % themes.length];
  const commands = chainCommands.filter(({ name }) => theme?.test(name));
  const came = new Set<string>();
  for (let step = 0; step < steps; step++) {
    const command = commands[below(commands.length)];
    if (command === undefined) break;
    // What ends a story comes more rarely than what carries it on.
    if (ends.test(command.name) && below(25) > 0) continue;
    const streams = [...new Set(chain.facts.map(({ stream }) => stream))];
    const idsOf = (type: string): string => {
      const ids = streams.filter((it) => it.startsWith(`${type}/`));
      return ids[below(Math.max(ids.length, 1))]?.slice(type.length + 1) ?? 'i0';
    };
    // Few things, so that much happens to each.
    const makes = thingMadeBy(command.name);
    if (streams.filter((it) => it.startsWith(makes)).length > 2 && below(20) > 0) continue;
    const payload = payloadOf(command.name, idsOf, { below }, people);
    // Mostly somebody who holds an office that may take the step.
    const all = offices.flatMap((held, i) =>
      held.map(([role, state]) => ({ person: people[i], role: roles[role], state })),
    );
    const able = all.filter(({ role }) => command.by === 'anyone' || command.by.some((it) => it === role));
    const chosen = able.length === 0 || below(10) === 0 ? all : able;
    const office = chosen[below(chosen.length)];
    if (office === undefined) continue;
    const { person = '', role = '', state } = office;
    const actor = { person, role, state: states[state] ?? '', agency: 'a' };
    const request: Step = { as: actor, name: command.name, payload: { ...payload } };
    const decision = chain.act(request);
    if (isRefusal(decision)) {
      for (const reason of decision.reasons) expect(Object.values(reason)).not.toContain('');
      continue;
    }
    for (const fact of decision) {
      seen = see(seen, fact, actor);
      came.add(fact.kind);
    }
    expect(broken(seen)).toEqual([]);
  }
  return came;
}

describe('separation of duties', () => {
  it('holds whatever people with whatever offices ask for, in whatever order', () => {
    const office = fc.tuple(fc.nat(roles.length - 1), fc.nat(1));
    const offices = fc.array(fc.uniqueArray(office, { minLength: 6, maxLength: 36, selector: ([a, b]) => 2 * a + b }), {
      minLength: 2,
      maxLength: 5,
    });
    const came = new Set<string>();
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 100, max: 700 }), offices, (seed, steps, held) => {
        for (const kind of run(seed, steps, held)) came.add(kind);
      }),
      // One seed, so that what must have come about below always does.
      { numRuns: 32, seed: 7 },
    );
    // Otherwise nothing was shown of the later steps.
    expect([...came]).toEqual(
      expect.arrayContaining([
        'fly.took-off',
        'release.package-received',
        'account.rule-signed',
        'find.report-revised',
      ]),
    );
  });
});
