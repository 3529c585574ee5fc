import type { ActingPerson, DecidedFact } from '../../src/model/command.ts';
import type { Reader } from './service-2-search.ts';

/**
 * Authority as seen from the facts alone: a reader of its own, which shares nothing with the states and rules of the stages. Times are those of `clock/` facts,
 * the numbers of the steps of time. Plain data.
 */
export interface Authority {
  readonly atStep: number;
  /** By version: who drafted it is left aside, who concurred for whom is not. */
  readonly agreed: Readonly<
    Record<string, { readonly hash: string; readonly signed: Readonly<Record<string, string>> }>
  >;
  /** The state that suspended: from which step on. */
  readonly suspended: Readonly<Record<string, number>>;
  readonly isEnded: boolean;
  readonly isTold: boolean;
  readonly plan: { readonly hash: string; readonly version: number } | undefined;
  readonly signed: Readonly<Record<string, string>>;
  readonly isAttested: boolean;
  readonly flies: boolean;
  readonly faults: readonly string[];
}

/** What the small world lays down: when versions are valid and the plan flies, in steps of time. */
export interface Calendar {
  readonly validFrom: Readonly<Record<string, number>>;
  /** The plan's window: from this step up to and without that. */
  readonly flight: readonly [from: number, until: number];
  /** The step of a moment in microseconds. */
  readonly stepOf: (us: number) => number;
}

const nothing: Authority = {
  atStep: 0,
  agreed: {},
  suspended: {},
  isEnded: false,
  isTold: false,
  plan: undefined,
  signed: {},
  isAttested: false,
  flies: false,
  faults: [],
};

const fieldOf = (content: unknown, name: string): unknown =>
  Object.entries(content ?? {}).find(([key]) => key === name)?.[1];
const textOf = (content: unknown, name: string): string => String(fieldOf(content, name) ?? '');

const byBoth = (signed: Readonly<Record<string, string>>): boolean => {
  const [usa, mex] = [signed['USA'], signed['MEX']];
  return usa !== undefined && mex !== undefined && usa !== mex;
};

/** What is missing for the plan at this step; empty where it may be cleared, or fly on. */
function lacking(it: Authority, { validFrom, flight }: Calendar): readonly string[] {
  const { plan, atStep } = it;
  if (plan === undefined) return ['no plan'];
  const own = it.agreed[plan.version];
  const laterInForce = Object.entries(it.agreed).some(
    ([version, one]) => Number(version) > plan.version && byBoth(one.signed) && (validFrom[version] ?? 99) < flight[1],
  );
  return [
    ...(byBoth(it.signed) ? [] : ['two persons of two states on this very plan']),
    ...(own !== undefined && byBoth(own.signed) ? [] : ['an agreement that both concurred with']),
    ...((validFrom[plan.version] ?? 99) <= flight[0] ? [] : ['a version that is valid']),
    ...(laterInForce ? ['the version that is in force'] : []),
    ...(Object.values(it.suspended).some((from) => Math.max(from, atStep) < flight[1])
      ? ['an agreement that is not suspended']
      : []),
    ...(it.isEnded ? ['an agreement that is not ended'] : []),
    ...(it.isTold ? [] : ['the notice delivered']),
    ...(it.isAttested ? [] : ['the attestation']),
  ];
}

/** What grounds a flight: everything but the notice, which is asked before it. */
const groundedBy = (it: Authority, calendar: Calendar): boolean =>
  lacking(it, calendar).some((what) => what !== 'the notice delivered');

function took(
  it: Authority,
  { stream, kind, content }: DecidedFact,
  { person, state }: ActingPerson,
  calendar: Calendar,
): Authority {
  const fault = (what: string, list: readonly string[]): Authority =>
    list.length === 0 ? it : { ...it, faults: [...it.faults, `${what} without ${list.join(', ')}`] };
  const anew = { signed: {}, isAttested: false };
  switch (kind) {
    case 'clock.ticked':
      return { ...it, atStep: Number(textOf(content, 'step')) };
    case 'agree.agreement-drafted':
    case 'agree.agreement-amended': {
      const version = textOf(fieldOf(content, 'document'), 'version');
      return { ...it, agreed: { ...it.agreed, [version]: { hash: textOf(content, 'documentHash'), signed: {} } } };
    }
    case 'agree.agreement-concurred': {
      const version = textOf(content, 'version');
      const own = it.agreed[version];
      if (own === undefined || own.hash !== textOf(content, 'documentHash'))
        return fault('a signature', ['its document']);
      return { ...it, agreed: { ...it.agreed, [version]: { ...own, signed: { ...own.signed, [state]: person } } } };
    }
    case 'agree.agreement-suspended':
      return { ...it, suspended: { ...it.suspended, [state]: calendar.stepOf(Number(fieldOf(content, 'fromUs'))) } };
    case 'agree.agreement-resumed':
      return { ...it, suspended: Object.fromEntries(Object.entries(it.suspended).filter(([one]) => one !== state)) };
    case 'agree.agreement-ended':
      return { ...it, isEnded: true };
    case 'authorise.notice-delivered':
      return { ...it, isTold: true };
    case 'authorise.notice-reopened':
      return { ...it, isTold: false };
    case 'authorise.plan-proposed':
    case 'authorise.plan-replaced': {
      const agreement = fieldOf(fieldOf(content, 'plan'), 'agreement');
      return {
        ...it,
        ...anew,
        plan: { hash: textOf(content, 'planHash'), version: Number(fieldOf(agreement, 'version')) },
      };
    }
    case 'authorise.unarmed-attested':
      return {
        ...it,
        isAttested: fieldOf(content, 'unarmed') === true && textOf(content, 'planHash') === it.plan?.hash,
      };
    case 'authorise.concurred':
      if (textOf(content, 'planHash') !== it.plan?.hash) return fault('a concurrence', ['its plan']);
      return { ...it, signed: { ...it.signed, [state]: person } };
    case 'authorise.refused':
    case 'authorise.withdrawn':
      return { ...it, signed: {} };
    case 'authorise.volume-cleared':
      return fault('cleared', [
        ...lacking(it, calendar),
        ...(it.atStep < calendar.flight[0] ? [] : ['time before it']),
      ]);
    case 'fly.took-off': {
      const [from, until] = calendar.flight;
      const inTime = from <= it.atStep && it.atStep < until;
      const isThis = textOf(content, 'planHash') === it.plan?.hash;
      const list = [...lacking(it, calendar), ...(inTime ? [] : ['its window']), ...(isThis ? [] : ['its own plan'])];
      return { ...fault('took off', list), flies: true };
    }
    case 'fly.on-station':
      return it.flies ? it : fault('on station', ['flying']);
    case 'fly.halted':
    case 'fly.recovered':
      return { ...it, flies: false };
    default:
      return stream.startsWith('later/') ? fault(kind, ['being known']) : it;
  }
}

/** What has been seen before the search begins is read by the same reader. */
export function authorityReader(
  calendar: Calendar,
  before: readonly (readonly [DecidedFact, ActingPerson])[],
): Reader<Authority> {
  const reader = readerOf(calendar);
  return { ...reader, nothing: before.reduce((seen, [fact, actor]) => reader.see(seen, fact, actor), nothing) };
}

const readerOf = (calendar: Calendar): Reader<Authority> => ({
  nothing,
  see: (before, fact, actor) => {
    const it = took(before, fact, actor, calendar);
    // Whatever takes the consent away grounds what flies: it may only come home.
    return it.flies && groundedBy(it, calendar) ? { ...it, flies: false } : it;
  },
  broken: ({ faults }) => faults,
});
