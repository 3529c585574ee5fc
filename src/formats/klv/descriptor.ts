import { type Codec, type DecodeContext, Special } from './codec.ts';

/** One row of a set's table. `name` is the typed accessor: the field's term, its unit last. */
export interface ItemDescriptor<N extends string = string, T = unknown> {
  readonly name: N;
  /** The standard's name for the item. */
  readonly title: string;
  /** Unit of the decoded value, as written in the output; empty where it has none. */
  readonly unit: string;
  readonly codec: Codec<T>;
  /** True where the standard allows the item more than once: the accessor is then always a list. */
  readonly repeats: boolean;
  /** Universal key of the item, 32 hex digits, for universal sets. */
  readonly key: string | undefined;
}

/** A row of a table. */
export function item<const N extends string, T>(
  name: N,
  title: string,
  unit: string,
  codec: Codec<T>,
): ItemDescriptor<N, T> {
  return { name, title, unit, codec, repeats: false, key: undefined };
}

/** A row that may stand several times in one set; its accessor gives the list of values in stream order. */
export interface RepeatedItem<N extends string, T> extends ItemDescriptor<N, T> {
  readonly repeats: true;
}

export function repeated<const N extends string, T>(
  name: N,
  title: string,
  unit: string,
  codec: Codec<T>,
): RepeatedItem<N, T> {
  return { name, title, unit, codec, repeats: true, key: undefined };
}

/** A row of a universal set: named by a 16-byte key in the stream, by a number of ours in the table. */
export function keyed<const N extends string, T>(
  key: string,
  name: N,
  title: string,
  unit: string,
  codec: Codec<T>,
): ItemDescriptor<N, T> {
  return { name, title, unit, codec, repeats: false, key };
}

export type SetTable = Readonly<Record<number, ItemDescriptor>>;

type AccessorValue<D> =
  D extends RepeatedItem<string, infer T> ? readonly T[] : D extends ItemDescriptor<string, infer T> ? T : never;

/** What `set.items` looks like: every item of the table under its name, absent where the packet has no value for it. */
export type Items<T extends SetTable> = {
  readonly [K in keyof T as T[K] extends ItemDescriptor<infer N> ? N : never]?: AccessorValue<T[K]>;
};

/** Looks at the bytes of a set before it is decoded; `undefined` where the set's own table is right. */
export type VariantOf<T extends SetTable> = (
  bytes: Uint8Array,
  start: number,
  end: number,
  context: DecodeContext,
) => SetDescriptor<T> | undefined;

export interface SetDescriptor<T extends SetTable = SetTable> {
  /** Short name as printed: `ST0601`. */
  readonly id: string;
  readonly title: string;
  /** `local`: BER-OID tag, BER length; `universal`: 16-byte key, BER length (SMPTE 336M). */
  readonly framing: 'local' | 'universal';
  readonly table: T;
  /** Tag of the item that says by which version of the standard the set is encoded. */
  readonly versionTag: number | undefined;
  /** Where the same items have an older encoding: the descriptor that goes with these bytes, if it is another. */
  readonly variant: VariantOf<T> | undefined;
  /** Rows by tag, dense, for the decoder. */
  readonly rows: readonly (ItemDescriptor | undefined)[];
  /** Table number by universal key with the version byte cleared. */
  readonly byKey: ReadonlyMap<string, number>;
  /** Prototype with one accessor an item. */
  readonly accessors: object;
}

/** Which items a set holds, in stream order. */
export interface Positions {
  readonly count: number;
  readonly tags: readonly number[];
  /** Position of an item (the last of its tag), or -1. */
  positionOf(tag: number): number;
}

/** What accessors read from. */
export interface SetValues {
  readonly layout: Positions;
  readonly values: readonly unknown[];
}

/** Version byte of a SMPTE universal label (SMPTE 298M: byte 8): keys that differ in it alone name the same item. */
const versionByte = 7;

export function keyWithoutVersion(key: string): string {
  return `${key.slice(0, 2 * versionByte)}00${key.slice(2 * versionByte + 2)}`.toLowerCase();
}

export interface SetOptions<T extends SetTable = SetTable> {
  readonly framing?: 'local' | 'universal';
  readonly versionTag?: number;
  readonly variant?: VariantOf<T>;
}

/** Builds a set from its table. */
export function defineSet<const T extends SetTable>(
  id: string,
  title: string,
  table: T,
  options: SetOptions<NoInfer<T>> = {},
): SetDescriptor<T> {
  const rows: (ItemDescriptor | undefined)[] = [];
  const byKey = new Map<string, number>();
  for (const [tag, row] of Object.entries<ItemDescriptor>(table)) {
    rows[Number(tag)] = row;
    if (row.key !== undefined) byKey.set(keyWithoutVersion(row.key), Number(tag));
  }
  return {
    id,
    title,
    framing: options.framing ?? 'local',
    table,
    versionTag: options.versionTag,
    variant: options.variant,
    rows,
    byKey,
    accessors: accessorsOf(rows),
  };
}

function isPlain(value: unknown): boolean {
  return !(value instanceof Special);
}

function accessorsOf(rows: readonly (ItemDescriptor | undefined)[]): object {
  const prototype = {};
  rows.forEach((row, tag) => {
    if (row === undefined) return;
    Object.defineProperty(prototype, row.name, {
      enumerable: true,
      get(this: { readonly set: SetValues }): unknown {
        const { layout, values } = this.set;
        if (row.repeats) return repeatedValues(layout, values, tag);
        const position = layout.positionOf(tag);
        if (position < 0) return undefined;
        const value = values[position];
        return isPlain(value) ? value : undefined;
      },
    });
  });
  return prototype;
}

function repeatedValues(layout: Positions, values: readonly unknown[], tag: number): unknown[] | undefined {
  const found: unknown[] = [];
  for (let i = 0; i < layout.count; i++) {
    if (layout.tags[i] === tag && values[i] !== undefined && isPlain(values[i])) found.push(values[i]);
  }
  return found.length > 0 ? found : undefined;
}
