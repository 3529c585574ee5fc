import type { ActingPerson, DecidedFact } from '../src/model/command.ts';

/**
 * The duties as seen from the facts alone: a reader of its own that shares nothing with the stages' states and rules, so that a fault
 * there does not hide itself here. Plain data, never changed in place.
 */
export interface Seen {
  /** Persons by what they did: `<what> <stream>` -> sorted persons. */
  readonly did: Readonly<Record<string, readonly string[]>>;
  /** Streams that a stream names: a clearance its requirements, a package its reports. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** The plan of a clearance and who signed it for each state, since it was last changed. */
  readonly plans: Readonly<
    Record<string, { readonly hash: string; readonly signed: Readonly<Record<string, string>> }>
  >;
  /** Sorties in the air. */
  readonly flying: readonly string[];
  readonly halted: readonly string[];
  /** What was wrong with a fact when it came. */
  readonly faults: readonly string[];
}

export const nothingSeen: Seen = { did: {}, names: {}, plans: {}, flying: [], halted: [], faults: [] };

const textAt = (content: unknown, name: string): string => {
  const value = Object.entries(content ?? {}).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
};
const textsAt = (content: unknown, name: string): readonly string[] => {
  const value: unknown = Object.entries(content ?? {}).find(([key]) => key === name)?.[1];
  return Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];
};
const fieldAt = (content: unknown, name: string): unknown =>
  Object.entries(content ?? {}).find(([key]) => key === name)?.[1];
/** A record with one more field, in the order of names: equal records then look equal. */
function withField<T>(record: Readonly<Record<string, T>>, name: string, value: T): Readonly<Record<string, T>> {
  const wider = { ...record, [name]: value };
  if (Object.hasOwn(record, name)) return wider;
  return Object.fromEntries(Object.entries(wider).sort(([a], [b]) => (a < b ? -1 : 1)));
}
const including = (list: readonly string[], one: string) => (list.includes(one) ? list : [...list, one].sort());

const doings: Readonly<Record<string, string>> = {
  'agree.requirement-drafted': 'asked',
  'agree.requirement-revised': 'asked',
  'agree.requirement-submitted': 'asked',
  'authorise.plan-proposed': 'planned',
  'authorise.plan-replaced': 'planned',
  'authorise.concurred': 'authorised',
  'find.report-drafted': 'wrote',
  'find.report-revised': 'wrote',
  'find.report-submitted': 'wrote',
  'review.report-reviewed': 'read',
  'review.report-returned': 'read',
  'release.package-released': 'disclosed',
  'release.package-disclosed': 'disclosed',
  'release.package-denied': 'disclosed',
  'release.package-received': 'received',
  'release.outcome-reported': 'received',
};

function withDoing(seen: Seen, what: string, person: string): Seen {
  return { ...seen, did: withField(seen.did, what, including(seen.did[what] ?? [], person)) };
}

/** Whatever ends the plan of a clearance grounds what flies under it. */
function grounded(seen: Seen, id: string): Seen {
  if (!seen.flying.includes(id)) return seen;
  return { ...seen, flying: seen.flying.filter((it) => it !== id), halted: including(seen.halted, id) };
}

function takeClearance(seen: Seen, { stream, kind, content }: DecidedFact, actor: ActingPerson): Seen {
  const id = stream.slice('clearance/'.length);
  const plan = seen.plans[id];
  if (kind === 'authorise.concurred') {
    const same = plan !== undefined && plan.hash === textAt(content, 'planHash');
    if (!same) return { ...seen, faults: [...seen.faults, `${stream}: a signature under another plan`] };
    const signed = { ...plan, signed: withField(plan.signed, actor.state, actor.person) };
    return withDoing({ ...seen, plans: withField(seen.plans, id, signed) }, `signs-for ${actor.state}`, actor.person);
  }
  // Neither says anything of who may sign or fly.
  if (kind === 'authorise.unarmed-attested' || kind === 'authorise.condition-accepted') return seen;
  const hash = kind.startsWith('authorise.plan-') ? textAt(content, 'planHash') : '';
  const requirements = textsAt(fieldAt(content, 'plan'), 'requirements').map((it) => `requirement/${it}`);
  const names = requirements.length === 0 ? seen.names : withField(seen.names, stream, requirements);
  return grounded({ ...seen, names, plans: withField(seen.plans, id, { hash, signed: {} }) }, id);
}

function takeSortie(seen: Seen, { stream, kind, content }: DecidedFact): Seen {
  const id = stream.slice('sortie/'.length);
  const fault = (what: string): Seen => ({ ...seen, faults: [...seen.faults, `${stream}: ${what}`] });
  switch (kind) {
    case 'fly.took-off': {
      const plan = seen.plans[id];
      const signers = Object.values(plan?.signed ?? {});
      if (signers.length < 2 || new Set(signers).size < 2) return fault('took off without two signatures');
      if (plan?.hash !== textAt(content, 'planHash')) return fault('took off with another plan');
      if (seen.halted.includes(id)) return fault('took off after a halt');
      return { ...seen, flying: including(seen.flying, id) };
    }
    case 'fly.on-station':
      return seen.flying.includes(id) ? seen : fault('on station without flying');
    case 'fly.halted':
      return { ...grounded(seen, id), halted: including(seen.halted, id) };
    default:
      return { ...seen, flying: seen.flying.filter((it) => it !== id) };
  }
}

/** Who drafted which version, who concurred with it, and for whom each signs. */
function takeAgreement(seen: Seen, { stream, kind, content }: DecidedFact, actor: ActingPerson): Seen {
  if (kind === 'agree.agreement-concurred') {
    const agreed = withDoing(seen, `agreed ${stream} ${String(fieldAt(content, 'version'))}`, actor.person);
    return withDoing(agreed, `signs-for ${actor.state}`, actor.person);
  }
  const version = fieldAt(fieldAt(content, 'document'), 'version');
  return version === undefined ? seen : withDoing(seen, `drafted ${stream} ${String(version)}`, actor.person);
}

/** What has been seen after one more fact, and who brought it about. */
export function see(before: Seen, fact: DecidedFact, actor: ActingPerson): Seen {
  const { stream, kind, content } = fact;
  const by = textAt(content, 'by');
  let seen =
    by === actor.person ? before : { ...before, faults: [...before.faults, `${kind}: done in another's name`] };
  const doing = doings[kind];
  if (doing !== undefined) seen = withDoing(seen, `${doing} ${stream}`, by);
  if (stream.startsWith('clearance/')) return takeClearance(seen, fact, actor);
  if (stream.startsWith('sortie/')) return takeSortie(seen, fact);
  if (stream.startsWith('agreement/')) return takeAgreement(seen, fact, actor);
  if (stream.startsWith('package/') && doing === 'disclosed') {
    return {
      ...seen,
      names: withField(
        seen.names,
        stream,
        textsAt(content, 'reports').map((it) => `report/${it}`),
      ),
    };
  }
  if (stream.startsWith('rule/')) {
    const version = Object.entries(content ?? {}).find(([key]) => key === 'version')?.[1];
    return withDoing(seen, `${kind === 'account.rule-signed' ? 'adopted' : 'framed'} ${stream} ${version}`, by);
  }
  if (kind.endsWith('-granted') && stream === `person/${by}`) {
    return { ...seen, faults: [...seen.faults, `${stream}: a grant to oneself`] };
  }
  return seen;
}

function both(seen: Seen, one: string, other: string): readonly string[] {
  const others = seen.did[other] ?? [];
  return (seen.did[one] ?? []).filter((person) => others.includes(person)).map((it) => `${it}: ${one}, ${other}`);
}

/** Everything that must never be, in what was seen. */
export function broken(seen: Seen): readonly string[] {
  const found = [...seen.faults];
  for (const key of Object.keys(seen.did)) {
    const [what = '', stream = '', more = ''] = key.split(' ');
    if (what === 'wrote') found.push(...both(seen, key, `read ${stream}`));
    if (what === 'planned') found.push(...both(seen, key, `authorised ${stream}`));
    if (what === 'received') found.push(...both(seen, key, `disclosed ${stream}`));
    if (what === 'drafted') found.push(...both(seen, key, `agreed ${stream} ${more}`));
    if (what === 'framed') found.push(...both(seen, key, `adopted ${stream} ${more}`));
    if (what === 'authorised') {
      for (const requirement of seen.names[stream] ?? []) found.push(...both(seen, key, `asked ${requirement}`));
    }
    if (what === 'disclosed') {
      for (const report of seen.names[stream] ?? []) found.push(...both(seen, key, `wrote ${report}`));
    }
    if (what === 'signs-for') {
      const elsewhere = Object.keys(seen.did).filter((it) => it.startsWith('signs-for ') && it > key);
      for (const other of elsewhere) found.push(...both(seen, key, other));
    }
  }
  return found;
}
