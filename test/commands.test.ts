import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concernFacts } from '../src/account/concern/state.ts';
import { kindPattern } from '../src/account/format.ts';
import { personFacts } from '../src/account/people/state.ts';
import { ruleFacts } from '../src/account/rules/state.ts';
import { agreementFacts } from '../src/agree/agreement/state.ts';
import { organisationFacts } from '../src/agree/organisation/state.ts';
import { requirementFacts } from '../src/agree/requirement/state.ts';
import { signatoryFacts } from '../src/agree/signatory/state.ts';
import { clearanceFacts } from '../src/authorise/clearance/state.ts';
import { noticeFacts, noticeRegisterFacts } from '../src/authorise/notice/state.ts';
import { contactFacts, contactRegisterFacts } from '../src/authorise/registers/contacts.ts';
import { registerFacts } from '../src/authorise/registers/state.ts';
import { reportFacts } from '../src/find/report/state.ts';
import { sortieFacts } from '../src/fly/sortie/state.ts';
import { ruleRegisterFacts } from '../src/model/dated-rules.ts';
import { isRole } from '../src/model/office.ts';
import { isRefusal } from '../src/model/refusal.ts';
import { packageFacts } from '../src/release/package/state.ts';
import { sha256 } from '../src/store/hashing.ts';
import { Chain, chainCommands, codesOf, noonUs, officer, step } from './chain.ts';

/** The facts of each kind of stream. */
const tables = {
  requirement: requirementFacts,
  agreement: agreementFacts,
  organisation: organisationFacts,
  airspace: registerFacts,
  notices: noticeRegisterFacts,
  contact: contactFacts,
  contacts: contactRegisterFacts,
  rules: ruleRegisterFacts,
  clearance: clearanceFacts,
  signatory: signatoryFacts,
  notice: noticeFacts,
  sortie: sortieFacts,
  report: reportFacts,
  package: packageFacts,
  concern: concernFacts,
  person: personFacts,
  rule: ruleFacts,
};
const stages = ['agree', 'authorise', 'fly', 'find', 'review', 'release', 'account'];
const fields = [
  'requirement',
  'agreement',
  'organisation',
  'contact',
  'clearance',
  'notice',
  'sortie',
  'report',
  'package',
  'concern',
  'person',
  'rule',
];

describe('the tables of commands', () => {
  it('have names of their own, of their stage, for known offices', () => {
    const names = chainCommands.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, by } of chainCommands) {
      expect(name).toMatch(kindPattern);
      expect(stages).toContain(name.split('.')[0]);
      if (by !== 'anyone') expect(by.length > 0 && by.every(isRole)).toBe(true);
    }
  });

  it('carry the texts of every reason they can be refused for', () => {
    const chain = new Chain();
    const concur = { clearance: 'x', planHash: '1'.repeat(64), relyingOn: 'r', conditions: [] };
    const decision = chain.ask(step(officer('p', 'pilot'), 'authorise.concur', concur));
    const texts = chainCommands.find(({ name }) => name === 'authorise.concur')?.texts ?? {};
    expect(codesOf(decision).map((code) => texts[code]?.es.says)).toEqual([
      'Este paso parte de otro estado.',
      'Este paso corresponde a otro cargo.',
      'Se firma el plan vigente, por su huella exacta.',
    ]);
  });

  it('have kinds of facts as the log takes them, each in one stream', () => {
    const kinds = Object.values(tables).flatMap((table) => Object.keys(table));
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const kind of kinds) expect(kind).toMatch(kindPattern);
  });

  it('ask for a fresh sign-in where something is signed, and never where something is stopped', () => {
    const signing = chainCommands.filter(({ stepUp }) => stepUp).map(({ name }) => name);
    expect(signing).toEqual(
      expect.arrayContaining([
        'authorise.concur',
        'agree.concur-agreement',
        'authorise.attest-unarmed',
        'review.accept-report',
        'release.release-package',
      ]),
    );
    for (const stop of [
      'fly.halt',
      'authorise.withdraw',
      'agree.suspend-agreement',
      'authorise.declare-zone',
      'account.raise-concern',
    ])
      expect(signing).not.toContain(stop);
  });

  it('take any payload without throwing, and nothing they do not name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...chainCommands), fc.anything(), (command, payload) => {
        expect('faults' in command.open(payload)).toBe(true);
      }),
    );
  });

  it('decide whatever facts they are given, and refuse on those they cannot read', () => {
    const kind = fc.constantFrom(
      ...Object.entries(tables).flatMap(([stream, table]) =>
        [...Object.keys(table), 'later.unheard-of'].map((one) => ({ stream: `${stream}/x`, kind: one })),
      ),
    );
    const known = fc.record({ known: fc.constant(true as const), value: fc.anything() });
    const unknown = fc.record({
      known: fc.constant(false as const),
      why: fc.constantFrom('no-key' as const, 'destroyed' as const),
    });
    const fact = fc.record({ kind, content: fc.oneof(known, unknown) });
    // The commands whose payload is an id and words.
    const simple = chainCommands.flatMap((command) =>
      fields.map((field) => ({ command, open: command.open({ [field]: 'x', ...payloadBeside(command.name) }) })),
    );
    const open = fc.constantFrom(
      ...simple.flatMap(({ command, open: it }) => ('faults' in it ? [] : [{ command, it }])),
    );
    fc.assert(
      fc.property(open, fc.array(fact, { minLength: 1, maxLength: 8 }), ({ command, it }, facts) => {
        let index = 0;
        let now = it;
        for (const { kind: at, content } of facts) {
          if (!now.streams.includes(at.stream)) continue;
          const envelope = { index: index++, version: index, timeUs: noonUs, ...officer('x', 'pilot') };
          now = now.take({ ...envelope, ...at, content });
        }
        const role = command.by === 'anyone' ? 'pilot' : (command.by[0] ?? '');
        const context = { actor: officer('p', role), atUs: noonUs, commandId: 'c', newId: () => 'n', sha256 };
        const decision = now.decide(context);
        const stops = [
          'fly.halt',
          'fly.recover',
          'authorise.withdraw',
          'authorise.refuse',
          'agree.suspend-agreement',
          'agree.end-agreement',
        ].includes(command.name);
        if (index > 0 && !stops) expect(isRefusal(decision)).toBe(true);
      }),
    );
  });
});

function payloadBeside(name: string): object {
  if (name === 'agree.suspend-agreement') return { fromUs: null, untilUs: null, why: 'w' };
  if (/withdraw$|refuse$|halt$|decline|reopen-privacy|end-agreement/.test(name)) return { why: 'w' };
  if (name === 'agree.validate-requirement') return { known: 'k', duplicates: [] };
  return {};
}
