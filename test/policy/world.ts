import { roles } from '../../src/model/office.ts';
import type { Resource } from '../../src/model/stage-command.ts';
import type { RuleSet } from '../../src/server/policy/engine.ts';
import type { PolicyRequest } from '../../src/server/policy/request.ts';

/** One random step: who, what, on whom, and whether the person has moved to another state before. */
export interface Step {
  readonly person: number;
  readonly act: number;
  readonly subject: number;
  readonly moves: boolean;
}

/** What happened to one requirement, clearance, report, package and rule, as far as duties go. */
interface World {
  readonly stateOf: string[];
  requesters: Set<string>;
  proposers: Set<string>;
  /** With the plan that stands. */
  concurred: Set<string>;
  /** With any plan. */
  readonly signedHere: Set<string>;
  /** Whoever ever signed for a state. */
  readonly signed: Map<string, Set<string>>;
  authors: Set<string>;
  readers: Set<string>;
  officers: Set<string>;
  receivers: Set<string>;
  proposer: string | undefined;
  /** Of the version of the agreement that stands. */
  drafters: Set<string>;
  agreed: Set<string>;
  adopters: string[];
  readonly grants: [by: string, to: string][];
}

const states = ['USA', 'MEX'] as const;
const people = 4;

function newWorld(): World {
  return {
    stateOf: Array.from({ length: people }, (_, i) => states[i % 2]!),
    requesters: new Set(),
    proposers: new Set(),
    concurred: new Set(),
    signedHere: new Set(),
    signed: new Map(states.map((state) => [state, new Set()])),
    authors: new Set(),
    readers: new Set(),
    officers: new Set(),
    receivers: new Set(),
    proposer: undefined,
    drafters: new Set(),
    agreed: new Set(),
    adopters: [],
    grants: [],
  };
}

interface Act {
  readonly action: string;
  readonly office: string;
  /** False where the order of the chain leaves no such step now: that is the stages' part, not the rules'. */
  readonly inOrder?: (world: World) => boolean;
  readonly resource: (world: World, state: string, subject: string) => Resource;
  readonly happens: (world: World, person: string, state: string, subject: string) => void;
}

const kept = { status: 'any', compartment: 'operations' };
const listed = (set: Iterable<string>): readonly string[] => [...set];
const requirement = (world: World, state: string): Resource => ({
  type: 'Requirement',
  id: 'r',
  attributes: { ...kept, state, requesters: listed(world.requesters) },
});
const clearance = (world: World): Resource => ({
  type: 'Clearance',
  id: 'c',
  attributes: {
    ...kept,
    states,
    proposers: listed(world.proposers),
    requesters: listed(world.requesters),
    firstState: states[0],
    secondState: states[1],
    signed: listed(world.signedHere),
    signersFirst: listed(world.signed.get(states[0]) ?? []),
    signersSecond: listed(world.signed.get(states[1]) ?? []),
    signersElsewhere: [],
  },
});
const agreement = (world: World): Resource => ({
  type: 'Agreement',
  id: 'a',
  attributes: {
    ...kept,
    states,
    drafters: listed(world.drafters),
    firstState: states[0],
    secondState: states[1],
    signersFirst: listed(world.signed.get(states[0]) ?? []),
    signersSecond: listed(world.signed.get(states[1]) ?? []),
    signersElsewhere: [],
  },
});
const report = (world: World, state: string): Resource => ({
  type: 'Report',
  id: 'r',
  attributes: { ...kept, state, authors: listed(world.authors), readers: listed(world.readers) },
});
const recipient = (state: string) => ({ recipientState: state, recipientAgency: 'AGENCY' });
const offer = (world: World, state: string): Resource => ({
  type: 'Package',
  id: 'new',
  attributes: { ...kept, authors: listed(world.authors), ...recipient(state === 'USA' ? 'MEX' : 'USA') },
});
const handedOver = (world: World, state: string): Resource => ({
  type: 'Package',
  id: 'p',
  attributes: { ...kept, state: 'USA', ...recipient(state), officer: listed(world.officers)[0] ?? 'nobody' },
});
const record = (_: World, state: string, subject: string): Resource => ({
  type: 'PersonRecord',
  id: subject,
  attributes: { ...kept, state },
});
const version = (world: World): Resource => ({
  type: 'Rule',
  id: 'v',
  attributes: { ...kept, proposer: world.proposer ?? 'nobody', signers: world.adopters },
});

const unsigned = ({ concurred }: World): boolean => concurred.size === 0;
const held = ({ officers }: World): boolean => officers.size === 0;

function replacePlan(world: World, person: string): void {
  world.proposers.add(person);
  world.concurred = new Set();
}

function handOver(world: World, person: string): void {
  world.officers = new Set([person]);
  world.receivers = new Set();
}

const acts: readonly Act[] = [
  ...['agree.revise-requirement', 'agree.submit-requirement'].map(
    (action): Act => ({
      action,
      office: 'requester',
      inOrder: unsigned,
      resource: requirement,
      happens: (world, person) => void world.requesters.add(person),
    }),
  ),
  {
    action: 'agree.amend-agreement',
    office: 'legal-adviser',
    resource: agreement,
    happens: (world, person) => {
      world.drafters = new Set([person]);
      world.agreed = new Set();
    },
  },
  {
    action: 'agree.concur-agreement',
    office: 'authorising-officer',
    resource: agreement,
    happens: (world, person, state) => {
      world.agreed.add(person);
      world.signed.get(state)?.add(person);
    },
  },
  { action: 'authorise.replace-plan', office: 'mission-coordinator', resource: clearance, happens: replacePlan },
  {
    action: 'authorise.concur',
    office: 'authorising-officer',
    resource: clearance,
    happens: (world, person, state) => {
      world.concurred.add(person);
      world.signedHere.add(person);
      world.signed.get(state)?.add(person);
    },
  },
  ...['find.revise-report', 'find.submit-report'].map(
    (action): Act => ({
      action,
      office: 'analyst',
      inOrder: held,
      resource: report,
      happens: (world, person) => void world.authors.add(person),
    }),
  ),
  ...['review.accept-report', 'review.return-report'].map(
    (action): Act => ({
      action,
      office: 'second-reader',
      inOrder: held,
      resource: report,
      happens: (world, person) => void world.readers.add(person),
    }),
  ),
  ...['release.release-package', 'release.disclose-package', 'release.deny-package'].map(
    (action): Act => ({
      action,
      office: 'disclosure-officer',
      resource: offer,
      happens: handOver,
    }),
  ),
  ...['release.receive-package', 'release.report-outcome'].map(
    (action): Act => ({
      action,
      office: 'partner-recipient',
      inOrder: (world) => !held(world),
      resource: handedOver,
      happens: (world, person) => void world.receivers.add(person),
    }),
  ),
  {
    action: 'account.propose-rule',
    office: 'legal-adviser',
    resource: () => ({ type: 'Rule', id: 'new', attributes: kept }),
    happens: (world, person) => {
      world.proposer = person;
      world.adopters = [];
    },
  },
  {
    action: 'account.sign-rule',
    office: 'legal-adviser',
    resource: version,
    happens: (world, person) => void world.adopters.push(person),
  },
  ...['account.grant-office', 'account.grant-compartment'].map(
    (action): Act => ({
      action,
      office: 'personnel-officer',
      resource: record,
      happens: (world, person, _, subject) => void world.grants.push([person, subject]),
    }),
  ),
];

export const actCount = acts.length;

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

/** Duties that somebody has broken. */
function brokenDuties(world: World): readonly string[] {
  const signed = [...world.signed.values()];
  const broken: readonly (readonly [string, boolean])[] = [
    ['author and second reader', shared(world.authors, world.readers)],
    ['requester and authoriser', shared(world.requesters, world.concurred)],
    ['proposer and authoriser', shared(world.proposers, world.signedHere)],
    ['drafter and signatory', shared(world.drafters, world.agreed)],
    ['author and discloser', shared(world.authors, world.officers)],
    ['discloser and recipient', shared(world.officers, world.receivers)],
    ['signs for two states', signed.some((one, i) => signed.slice(i + 1).some((another) => shared(one, another)))],
    ['grants to themselves', world.grants.some(([by, to]) => by === to)],
    ['proposer adopts', world.proposer !== undefined && world.adopters.includes(world.proposer)],
    ['adopts twice', new Set(world.adopters).size < world.adopters.length],
  ];
  return broken.filter(([, is]) => is).map(([duty]) => duty);
}

/** Lets people do, in random order, whatever the rules permit; gives the duties that got broken, and how many steps were permitted. */
export function play(
  set: RuleSet,
  steps: readonly Step[],
): { readonly broken: readonly string[]; readonly permitted: number } {
  const world = newWorld();
  let permitted = 0;
  for (const step of steps) {
    const act = acts[step.act % acts.length]!;
    const index = step.person % people;
    if (step.moves) world.stateOf[index] = world.stateOf[index] === 'USA' ? 'MEX' : 'USA';
    if (act.inOrder?.(world) === false) continue;
    const state = world.stateOf[index]!;
    const [person, subject] = [`person-${index}`, `person-${step.subject % people}`];
    const request: PolicyRequest = {
      principal: { id: person, state, agency: 'AGENCY', offices: roles, compartments: ['operations'] },
      action: act.action,
      resource: act.resource(world, state, subject),
      context: { office: act.office, state, signedInBy: 'oidc', signedInAgoS: 1, exercise: false },
    };
    const answer = set.authorise(request);
    if (!answer.allowed) {
      if (answer.why === 'policy-error') throw new Error(answer.reasons[0].found);
      continue;
    }
    permitted++;
    act.happens(world, person, state, subject);
    const broken = brokenDuties(world);
    if (broken.length > 0) return { broken, permitted };
  }
  return { broken: [], permitted };
}
