/** The offices a person can hold, as policies and commands name them. Which person holds which, from when until when, is remembered in the log. */
export const offices = [
  'signatory',
  'requester',
  'collection-manager',
  'authorising-officer',
  'pilot',
  'sensor-operator',
  'mission-coordinator',
  'partner-observer',
  'screener',
  'analyst',
  'second-reader',
  'privacy-officer',
  'disclosure-officer',
  'partner-recipient',
  'legislative-liaison',
  'inspector',
  'security-officer',
  'counsel',
] as const;
export type Office = (typeof offices)[number];

/** Who signed, and the state signed for. */
export interface Signature {
  readonly person: string;
  readonly state: string;
}

/** A person as policies see one; all of it at the moment of the request. */
export interface PolicyPerson {
  readonly id: string;
  /** ISO 3166-1 alpha-3. */
  readonly state: string;
  readonly agency: string;
  /** Offices in force. */
  readonly offices: readonly string[];
  /** Compartments in force. */
  readonly compartments: readonly string[];
}

/** In which office, and for which state, the person acts; how, and how long ago, the person signed in. */
export interface PolicyContext {
  readonly office: string;
  readonly state: string;
  readonly signedInBy: 'oidc' | 'chooser';
  readonly signedInAgoS: number;
  /** Whether the data folder was founded as an exercise. */
  readonly exercise: boolean;
}

interface Kept {
  readonly id: string;
  readonly compartment: string;
}

interface Owned extends Kept {
  readonly state: string;
}

/** What is acted on, with what its duties need; persons by their ids. policies/schema.cedarschema says the same, strictly. */
export type PolicyResource =
  | (Kept & { readonly type: 'Agreement'; readonly parties: readonly string[]; readonly signatures: readonly Signature[] })
  | (Owned & { readonly type: 'Requirement' })
  | (Owned & {
      readonly type: 'Sortie';
      /** The states whose clearance it needs. */
      readonly parties: readonly string[];
      /** Who asked for what it is to observe. */
      readonly requesters: readonly string[];
      readonly signatures: readonly Signature[];
      /** The states whose clearance stands. */
      readonly clearedStates: readonly string[];
      readonly unarmedAttested: boolean;
      /** A notice that is due before the start has neither been delivered nor been put off with reasons. */
      readonly noticeOutstanding: boolean;
    })
  | (Owned & { readonly type: 'Callout' })
  | (Owned & { readonly type: 'Report'; readonly authors: readonly string[] })
  | (Owned & {
      readonly type: 'Package';
      /** Of every report within it. */
      readonly authors: readonly string[];
      readonly recipientState: string;
      readonly recipientIsGovernment: boolean;
      readonly reviewed: boolean;
      readonly minimised: boolean;
      readonly holdsTrack: boolean;
    })
  | (Owned & { readonly type: 'Notice' })
  | { readonly type: 'Contact'; readonly id: string; readonly state: string }
  | { readonly type: 'Concern'; readonly id: string; readonly state: string; readonly raisers: readonly string[] }
  | { readonly type: 'Appointment'; readonly id: string; readonly state: string; readonly subject: string }
  | {
      readonly type: 'Grant';
      readonly id: string;
      readonly state: string;
      readonly subject: string;
      /** Offices of the subject in force. */
      readonly subjectOffices: readonly string[];
      readonly compartment: string;
    }
  | { readonly type: 'Rule'; readonly id: string; readonly state: string; readonly proposers: readonly string[] }
  | (Owned & { readonly type: 'Item' })
  | (Owned & { readonly type: 'Entry' })
  | { readonly type: 'Log'; readonly id: string };

/** May this person, so signed in and in this office, do this to that? */
export interface PolicyRequest {
  readonly principal: PolicyPerson;
  /** The command's name, or a way of reading. */
  readonly action: string;
  readonly resource: PolicyResource;
  readonly context: PolicyContext;
}
