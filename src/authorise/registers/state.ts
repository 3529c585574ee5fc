import { type Static, Type } from 'typebox';
import type { Happened } from '../../model/command.ts';
import { exactly, Id, readFact, Token, type Veil, Words } from '../../model/facts.ts';
import {
  AreaDocument,
  AtmosphereRange,
  OpenWindowDocument,
  RouteDocument,
  StayDocument,
  TerrainRange,
  WindowDocument,
} from '../../model/region.ts';
import { DiplomaticClearanceRecord } from '../case/document.ts';

/**
 * What clearances of all sorties share, each in one stream, so that the log judges its version in the step of the append (docs/adr/0006-the-log.md): two
 * decisions that each rest on a register without the other's entry cannot both stand.
 */
export const zonesStream = 'airspace/zones';
export const diplomaticStream = 'airspace/diplomatic';
export const surroundingsStream = 'airspace/surroundings';
export const airspaceStream = 'airspace/register';
export const registerStreams = [zonesStream, diplomaticStream, surroundingsStream, airspaceStream] as const;

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(of: T) => Type.Union([of, Type.Null()]);
const zone = {
  area: AreaDocument,
  /** Null: standing, until it is lifted. */
  window: orNull(OpenWindowDocument),
  exceptAgencies: Type.Array(Token, { maxItems: 100 }),
};
const { number, registration, callSign, window } = DiplomaticClearanceRecord.properties;
const paper = { number, registration, callSign, window };
const surroundings = { terrain: orNull(TerrainRange), atmosphere: orNull(AtmosphereRange), source: Words };

const signed = { by: Id, state: Token };
/** What happens to the registers; `by` is a person's id. */
export const registerFacts = {
  'authorise.zone-declared': Type.Object({ ...signed, zone: Id, ...zone }, exactly),
  'authorise.zone-lifted': Type.Object({ ...signed, zone: Id, why: Words }, exactly),
  'authorise.diplomatic-clearance-issued': Type.Object({ ...signed, ...paper }, exactly),
  'authorise.diplomatic-clearance-revoked': Type.Object({ ...signed, number, why: Words }, exactly),
  'authorise.surroundings-stated': Type.Object({ ...signed, ...surroundings }, exactly),
  'authorise.volume-cleared': Type.Object(
    {
      by: Id,
      sortie: Id,
      agreement: Id,
      agency: Token,
      window: WindowDocument,
      route: RouteDocument,
      stays: Type.Array(StayDocument, { maxItems: 50 }),
    },
    exactly,
  ),
  /** `flown`: its hours count, and its place is free. */
  'authorise.volume-released': Type.Object({ by: Id, sortie: Id, flown: Type.Boolean() }, exactly),
} as const;

type Content<K extends keyof typeof registerFacts> = Readonly<Static<(typeof registerFacts)[K]>>;
export type Zone = Omit<Content<'authorise.zone-declared'>, 'by'>;
export type DiplomaticClearance = Omit<Content<'authorise.diplomatic-clearance-issued'>, 'by'>;
export type Surroundings = Pick<Content<'authorise.surroundings-stated'>, 'terrain' | 'atmosphere'>;

/** What was cleared for a sortie. */
export interface ClearedVolume extends Omit<Content<'authorise.volume-cleared'>, 'by'> {
  /** Once it is flown its hours count, and nothing else. */
  readonly isFree: boolean;
}

export interface Registers {
  /** Those that stand. */
  readonly zones: readonly Zone[];
  /** Those that were not revoked. */
  readonly papers: readonly DiplomaticClearance[];
  readonly surroundings: Surroundings;
  /** One at most of each sortie. */
  readonly volumes: readonly ClearedVolume[];
  readonly veil: Veil | undefined;
}

export const noRegisters: Registers = {
  zones: [],
  papers: [],
  surroundings: { terrain: null, atmosphere: null },
  volumes: [],
  veil: undefined,
};

/** The registers after a fact of one of their streams. */
export function evolveRegisters(before: Registers, happened: Happened): Registers {
  const { fact, veil } = readFact(registerFacts, happened);
  const state = { ...before, veil: before.veil ?? veil };
  if (fact === undefined) return state;
  switch (fact.kind) {
    case 'authorise.zone-declared': {
      const { by: _, ...declared } = fact.content;
      return { ...state, zones: [...state.zones, declared] };
    }
    case 'authorise.zone-lifted':
      return { ...state, zones: state.zones.filter((one) => one.zone !== fact.content.zone) };
    case 'authorise.diplomatic-clearance-issued': {
      const { by: _, ...issued } = fact.content;
      return { ...state, papers: [...state.papers, issued] };
    }
    case 'authorise.diplomatic-clearance-revoked': {
      const { state: host, number: revoked } = fact.content;
      return { ...state, papers: state.papers.filter((one) => one.state !== host || one.number !== revoked) };
    }
    case 'authorise.surroundings-stated': {
      const { terrain, atmosphere } = fact.content;
      return { ...state, surroundings: { terrain, atmosphere } };
    }
    case 'authorise.volume-cleared': {
      const { by: _, ...cleared } = fact.content;
      const others = state.volumes.filter(({ sortie }) => sortie !== cleared.sortie);
      return { ...state, volumes: [...others, { ...cleared, isFree: false }] };
    }
    case 'authorise.volume-released': {
      const { sortie, flown } = fact.content;
      const others = state.volumes.filter((one) => one.sortie !== sortie);
      const own = state.volumes.filter((one) => flown && one.sortie === sortie);
      return { ...state, volumes: [...others, ...own.map((one) => ({ ...one, isFree: true }))] };
    }
  }
}

/** The payloads of the commands on the registers. */
export const registerPayloads = {
  'declare-zone': Type.Object(zone, exactly),
  'lift-zone': Type.Object({ zone: Id, why: Words }, exactly),
  'issue-paper': Type.Object(paper, exactly),
  'revoke-paper': Type.Object({ number, why: Words }, exactly),
  'state-surroundings': Type.Object(surroundings, exactly),
} as const;
