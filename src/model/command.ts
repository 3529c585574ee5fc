import type { Refusal } from './refusal.ts';

/** Who acts: the person (a random id, no name), and in which office. */
export interface ActingPerson {
  readonly person: string;
  readonly role: string;
  /** ISO 3166-1 alpha-3 of the state acted for. */
  readonly state: string;
  readonly agency: string;
}

/** What a decision is handed of the world: who acts, when, ids to give out, and the command's own id. */
export interface DecisionContext {
  readonly actor: ActingPerson;
  /** Microseconds since 1970. */
  readonly atUs: number;
  readonly commandId: string;
  /** A fresh id at each call; the same ones again when the command is decided again. */
  readonly newId: () => string;
  /** SHA-256; gives 32 bytes. What is signed is signed by the hash of its canonical form. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

/** What is decided: to be remembered, in this order, all or nothing. */
export interface DecidedFact {
  readonly stream: string;
  readonly kind: string;
  readonly compartment: string;
  /** What is deleted together has one item. */
  readonly item: string;
  /** JSON. Persons stand in it by their ids. */
  readonly content: unknown;
}

/** A decided fact as a stage reads it back. */
export interface Happened {
  readonly index: number;
  readonly stream: string;
  readonly version: number;
  readonly kind: string;
  readonly role: string;
  readonly state: string;
  readonly agency: string;
  readonly timeUs: number;
  /** The content, or why it is not known: a stage must live with either. */
  readonly content:
    | { readonly known: true; readonly value: unknown }
    | { readonly known: false; readonly why: 'no-key' | 'destroyed' };
}

export type Decision = readonly DecidedFact[] | Refusal;
