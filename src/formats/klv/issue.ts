/** What can be wrong, or worth knowing, about a packet. A closed list: `docs` and tests enumerate it. */
export const issueCatalogue = {
  'special-value': 'The item carries a value that the standard reserves (for example "Out of Range")',
  'value-out-of-range': 'The value lies outside the range of the standard',
  'value-reserved': 'The enumeration code is not assigned by the standard',
  'length-wrong': 'The length differs from the standard; the value could be read all the same',
  'length-unreadable': 'The length differs from the standard and the value cannot be read; its bytes are kept',
  'text-invalid': 'The text is not in the encoding that the standard asks for',
  'item-unknown': 'The tag is not in the standard; its bytes are kept',
  'item-duplicate': 'The item stands more than once where the standard allows one',
  'item-truncated': 'The item says it is longer than the set that holds it',
  'item-malformed': 'The bytes of the item do not follow its structure',
  'tag-malformed': 'A tag or a length could not be read; the rest of the set is kept as bytes',
  'depth-exceeded': 'Sets are nested deeper than any standard asks for; the inner bytes are kept',
  'checksum-invalid': 'The checksum does not fit the bytes',
  'checksum-absent': 'The set has no checksum',
  'checksum-misplaced': 'The checksum is not the last item',
  'time-misplaced': 'The precision time stamp is not the first item',
  'time-absent': 'The set has no precision time stamp',
  'version-old': 'The set is encoded as in an older version of the standard',
  'packet-truncated': 'The packet ends before its stated length',
  'key-damaged': 'Bytes of the universal key are lost or changed; the packet was recognised by its structure',
  'packet-length-damaged': 'The length of the packet is lost or changed; its end was found by its items',
  'set-unknown': 'The universal key is of no set that is decoded here; its bytes are kept',
  'issues-cut': 'More was wrong with the packet than is listed',
  'bytes-skipped': 'Bytes between packets belong to no packet',
} as const satisfies Record<string, string>;

export type IssueCode = keyof typeof issueCatalogue;

/** One thing wrong with a packet. `offset` counts bytes from the first byte of the packet's key. */
export interface Issue {
  /** Tag path from the outer set: `"74.101.1"`; empty where the issue is the packet's own. */
  readonly tag: string;
  readonly offset: number;
  readonly code: IssueCode;
  readonly message: string;
}

export const noIssues: readonly Issue[] = Object.freeze([]);

/** The codes that are remarks only: the packet follows the standard all the same. Strict mode lets them pass. */
export const remarkCodes: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'special-value',
  'version-old',
  'bytes-skipped',
]);
