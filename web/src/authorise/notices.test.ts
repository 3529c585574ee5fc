import { describe, expect, it } from 'vitest';
import { agreed, agreement, plan, propose, tasked } from '../../../test/authority-story.ts';
import { Chain, noonUs, officer } from '../../../test/chain.ts';
import { clearanceBringing, drawnFrom, monthReport, noticingIn } from './notices.ts';

const day = 86_400e6;
const liaison = officer('lia', 'legislative-liaison');

/** A notice of an agency, as it would be opened by a rule; which rules are in force is tried where they are read. */
function told() {
  const chain = new Chain();
  for (const it of [...agreed(), ...tasked('i1'), propose()]) chain.must(it);
  const about = { agreement: agreement.id, clearance: plan.id, rule: 'i8', urgent: null };
  const due = {
    by: 'lia',
    state: 'USA',
    compartment: 'notices-USA',
    ...about,
    subjects: [{ kind: 'agency', id: plan.agency }],
    dueUs: noonUs + 30 * day,
  };
  const place = { stream: 'notice/n1', compartment: 'notices-USA', item: 'notice-n1' };
  chain.append({ ...place, kind: 'authorise.notice-due', content: due }, { as: liaison });
  return { chain, place };
}
const readOf = (facts: Chain['facts']) => {
  const [one] = noticingIn(facts, noonUs + day).notices;
  if (one === undefined) throw new Error('no notice');
  return one;
};

describe('a notice as the page draws it', () => {
  it('stands up to its sources, tells of its clearance, and keeps the hash that it was drafted with', () => {
    const { chain, place } = told();
    const drawn = drawnFrom(chain.facts, readOf(chain.facts), noonUs);
    if (drawn === undefined) throw new Error('nothing drawn');
    expect(drawn.faults).toEqual([]);
    expect(drawn.document.statements.filter(({ topic }) => topic === 'event')).toHaveLength(1);
    const content = { by: 'lia', documentHash: drawn.hash };
    chain.append({ ...place, kind: 'authorise.notice-drafted', content }, { as: liaison });
    // What happens afterwards changes what would be drawn anew, not what was drafted.
    chain.append(
      {
        ...place,
        stream: `clearance/${plan.id}`,
        kind: 'authorise.refused',
        content: { by: 'una', state: 'USA', why: 'x' },
      },
      { as: liaison },
    );
    expect(drawnFrom(chain.facts, readOf(chain.facts), noonUs + day)?.hash).toBe(drawn.hash);
  });

  it('cannot be drawn where the agreement cannot be read', () => {
    const { chain } = told();
    const facts = chain.facts.filter(({ stream }) => !stream.startsWith('agreement/'));
    expect(drawnFrom(facts, readOf(facts), noonUs)).toBeUndefined();
  });

  it('names the clearance that brings what it tells of, where one does', () => {
    const { facts } = told().chain;
    expect(clearanceBringing(facts, { kind: 'agency', id: plan.agency }, agreement.id)).toBe(plan.id);
    expect(clearanceBringing(facts, { kind: 'agency', id: 'NOBODY' }, agreement.id)).toBeNull();
    expect(clearanceBringing(facts, { kind: 'version', id: '1' }, agreement.id)).toBeNull();
    expect(clearanceBringing(facts, { kind: 'agency', id: plan.agency }, 'another')).toBeNull();
  });
});

describe('what is due', () => {
  it('is not told as all of it where notices or rules cannot be read', () => {
    const { facts } = told().chain;
    expect(noticingIn(facts, noonUs).unread).toEqual([]);
    const closed = (stream: string, kind: string) => ({
      ...{ index: 900, stream, version: 1, kind, role: 'legislative-liaison', state: 'MEX', agency: 'CENAPI' },
      ...{ timeUs: noonUs, content: { known: false, why: 'no-key' } as const },
    });
    const notice = closed('notices/register', 'authorise.notice-listed');
    expect(noticingIn([...facts, notice], noonUs).unread).toEqual(['notices']);
    const rule = closed('rule/r1', 'account.rule-proposed');
    expect(noticingIn([...facts, rule], noonUs).unread).toEqual(['notice-rules']);
  });
});

describe('contacts of a month', () => {
  it('are those of the state and the month, in order', () => {
    const chain = new Chain();
    const place = { compartment: 'contacts-USA', kind: 'authorise.contact-recorded' };
    const met = (id: string, state: string, metUs: number) =>
      chain.append(
        {
          ...place,
          stream: `contact/${id}`,
          item: `contact-${id}`,
          content: {
            by: 'lia',
            state,
            compartment: 'contacts-USA',
            foreignState: 'CAN',
            office: id,
            metUs,
            subject: 's',
          },
        },
        { as: liaison },
      );
    met('late', 'USA', noonUs + day);
    met('early', 'USA', noonUs);
    met('before', 'USA', noonUs - 40 * day);
    met('other', 'MEX', noonUs);
    const report = monthReport(noticingIn(chain.facts, noonUs).contacts, 'USA', '2026-11');
    expect(report.contacts.map(({ office }) => office)).toEqual(['early', 'late']);
    expect(report.contacts[0]?.met).toBe('2026-11-23T00:00:00.000Z');
  });
});
