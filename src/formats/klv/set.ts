import { type DecodeContext, Special, unknownValue } from './codec.ts';
import type { Items, SetDescriptor, SetTable, SetValues } from './descriptor.ts';
import { type Issue, type IssueCode, noIssues } from './issue.ts';
import { type Layout, operation, parseLayout } from './layout.ts';

/**
 * Longest tag path that is decoded, indices of series included. The standards' longest, a latitude in the history of
 * a tracker (74.101.0.104.9.0.latitudeDeg), has seven steps; damaged data may go on for ever.
 */
const maxDepth = 16;
const keptLayouts = 12;
/** What is wrong with a packet is listed up to here: garbage of megabytes would otherwise give a list longer than itself. */
const maxIssues = 1000;
/** An item that changed this often on end in one layout is no longer remembered. */
const maxMisses = 200;
const cutIssue: Issue = Object.freeze({
  tag: '',
  offset: 0,
  code: 'issues-cut',
  message: `only the first ${maxIssues} issues are listed`,
});
/** Collects issues while one packet is decoded. */
export class PacketContext implements DecodeContext {
  readonly #base: number;
  readonly #path: (string | number)[] = [];
  #issues: Issue[] | undefined;
  #raised = 0;

  /** `base`: index in the bytes of the packet's first byte, from which issues count. `inside`: start at its tag path. */
  constructor(base: number, inside?: PacketContext) {
    this.#base = base;
    if (inside === undefined) return;
    this.#path.push(...inside.#path);
  }

  get issues(): readonly Issue[] {
    return this.#issues ?? noIssues;
  }

  /** How many were raised, listed or not. */
  get issueCount(): number {
    return this.#raised;
  }

  report(code: IssueCode, message: string, at: number): void {
    this.reportOn('', code, message, at);
  }

  /** Reports on `tag` inside the present set. */
  reportOn(tag: string, code: IssueCode, message: string, at: number): void {
    this.#raised++;
    this.#issues ??= [];
    if (this.#issues.length > maxIssues) return;
    const path = tag === '' ? this.#path : [...this.#path, tag];
    const full = this.#issues.length === maxIssues;
    const issue = full ? cutIssue : { tag: path.join('.'), offset: at - this.#base, code, message };
    this.#issues.push(issue);
  }

  /**
   * Issues after the first `count`, their tags seen from the present set and their offsets from `at`, so that they can
   * be raised again; `undefined` where not all of them are listed.
   */
  issuesAfter(count: number, at: number): readonly Issue[] | undefined {
    if (this.#raised === count) return noIssues;
    if (this.#issues === undefined || this.#raised > this.#issues.length) return undefined;
    const prefix = this.#path.length === 0 ? 0 : this.#path.join('.').length + 1;
    return this.#issues.slice(count).map((issue) => {
      return { ...issue, tag: issue.tag.slice(prefix), offset: issue.offset + this.#base - at };
    });
  }

  enter(tag: string | number, at: number): boolean {
    if (this.#path.length >= maxDepth) {
      this.reportOn(String(tag), 'depth-exceeded', `more than ${maxDepth} items inside each other`, at);
      return false;
    }
    this.#path.push(tag);
    return true;
  }

  leave(): void {
    this.#path.pop();
  }

  get depth(): number {
    return this.#path.length;
  }
}

/** A set decoded: typed values beside the raw bytes, in stream order. */
export class DecodedSet<T extends SetTable = SetTable> implements SetValues {
  readonly descriptor: SetDescriptor<T>;
  readonly layout: Layout;
  /** One a position of the layout: the value, a `Special`, or `undefined` where the bytes could not be read. */
  readonly values: readonly unknown[];
  readonly #bytes: Uint8Array;
  readonly #start: number;
  #items: Items<T> | undefined;

  constructor(
    descriptor: SetDescriptor<T>,
    layout: Layout,
    values: readonly unknown[],
    bytes: Uint8Array,
    start: number,
  ) {
    this.descriptor = descriptor;
    this.layout = layout;
    this.values = values;
    this.#bytes = bytes;
    this.#start = start;
  }

  /** Typed accessors: `set.items.sensorLatitudeDeg` is a number, or absent. */
  get items(): Items<T> {
    if (this.#items === undefined) {
      const view: Items<T> = Object.create(this.descriptor.accessors, { set: { value: this } });
      this.#items = view;
    }
    return this.#items;
  }

  /** Value of a tag (the last, where it stands several times): also a `Special`. */
  value(tag: number): unknown {
    const position = this.layout.positionOf(tag);
    return position < 0 ? undefined : this.values[position];
  }

  has(tag: number): boolean {
    return this.layout.positionOf(tag) >= 0;
  }

  /** The special value of a tag, where it carries one. */
  special(tag: number): Special | undefined {
    const value = this.value(tag);
    return value instanceof Special ? value : undefined;
  }

  /** Raw bytes of the value at a position of the layout (what is left of it, for a truncated item). */
  raw(position: number): Uint8Array {
    const from = this.#start + this.layout.starts[position]!;
    const length = this.layout.lengths[position]!;
    return this.#bytes.subarray(from, length < 0 ? this.#start + this.layout.length : from + length);
  }

  /** Bytes at the end that hold no readable item. */
  get tail(): Uint8Array {
    const end = this.#start + this.layout.length;
    return this.#bytes.subarray(end - this.layout.tailLength, end);
  }
}

/** Layouts seen last, by set. A memory only: results are the same without it. */
let layoutsOf = new WeakMap<SetDescriptor, Layout[]>();

/** Forgets all that was remembered of earlier packets. It changes no result; tests hold it to that. */
export function forgetPackets(): void {
  layoutsOf = new WeakMap();
}

function layoutFor(descriptor: SetDescriptor, bytes: Uint8Array, start: number, end: number): Layout {
  let kept = layoutsOf.get(descriptor);
  if (kept === undefined) {
    kept = [];
    layoutsOf.set(descriptor, kept);
  }
  const length = end - start;
  for (let i = 0; i < kept.length; i++) {
    const layout = kept[i]!;
    if (layout.length === length && layout.matches(bytes, start)) {
      if (i > 0) {
        kept[i] = kept[i - 1]!;
        kept[i - 1] = layout;
      }
      return layout;
    }
  }
  const layout = parseLayout(descriptor, bytes, start, end);
  if (layout.keepable) {
    if (kept.length >= keptLayouts) kept.pop();
    kept.unshift(layout);
  }
  return layout;
}

/** Decodes the set that fills `bytes[start, end)`. Never throws for bad bytes; `context` hears what is wrong. */
export function decodeSet<T extends SetTable>(
  descriptor: SetDescriptor<T>,
  bytes: Uint8Array,
  start: number,
  end: number,
  context: PacketContext,
): DecodedSet<T> {
  const variant = descriptor.variant?.(bytes, start, end, context);
  if (variant !== undefined) return decodeSet(variant, bytes, start, end, context);
  const layout = layoutFor(descriptor, bytes, start, end);
  for (const issue of layout.issues) context.reportOn(issue.tag, issue.code, issue.message, start + issue.at);
  return new DecodedSet(descriptor, layout, decodeValues(layout, bytes, start, context), bytes, start);
}

function decodeValues(layout: Layout, bytes: Uint8Array, start: number, context: PacketContext): unknown[] {
  const { operations, starts, scales, offsets, sentinels } = layout;
  const count = operations.length;
  const values: unknown[] = new Array(count);
  for (let i = 0; i < count; i++) {
    const p = start + starts[i]!;
    let raw: number;
    switch (operations[i]) {
      case operation.uint8:
        raw = bytes[p]!;
        break;
      case operation.uint16:
        raw = (bytes[p]! << 8) | bytes[p + 1]!;
        break;
      case operation.uint32:
        raw = ((bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!) >>> 0;
        break;
      case operation.int8:
        raw = (bytes[p]! << 24) >> 24;
        break;
      case operation.int16:
        raw = ((bytes[p]! << 24) >> 16) | bytes[p + 1]!;
        break;
      case operation.int32:
        raw = (bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!;
        break;
      case operation.uint64:
        raw =
          (((bytes[p]! << 24) | (bytes[p + 1]! << 16) | (bytes[p + 2]! << 8) | bytes[p + 3]!) >>> 0) * 4294967296 +
          (((bytes[p + 4]! << 24) | (bytes[p + 5]! << 16) | (bytes[p + 6]! << 8) | bytes[p + 7]!) >>> 0);
        if (raw > Number.MAX_SAFE_INTEGER) {
          values[i] = decodeByCodec(layout, i, bytes, p, context);
          continue;
        }
        break;
      case operation.empty:
        values[i] = unknownValue;
        continue;
      case operation.cachedCodec:
        values[i] = decodeCached(layout, i, bytes, p, context);
        continue;
      case operation.codec:
        values[i] = decodeByCodec(layout, i, bytes, p, context);
        continue;
      default:
        values[i] = undefined;
        continue;
    }
    if (raw === sentinels[i]!) {
      values[i] = layout.specials[i];
      context.reportOn(layout.names[i]!, 'special-value', `the standard's "${layout.specials[i]?.name}"`, p);
    } else {
      values[i] = raw * scales[i]! + offsets[i]!;
    }
  }
  return values;
}

function decodeByCodec(layout: Layout, i: number, bytes: Uint8Array, p: number, context: PacketContext): unknown {
  if (!context.enter(layout.names[i]!, p)) return undefined;
  const value = layout.codecs[i]!.decode(bytes, p, p + layout.lengths[i]!, context);
  context.leave();
  return value;
}

/**
 * Texts, enumerations, packs and inner sets (security above all) seldom change from packet to packet: equal bytes
 * give the value of last time, and raise its issues again.
 */
function decodeCached(layout: Layout, i: number, bytes: Uint8Array, p: number, context: PacketContext): unknown {
  const memory = layout.memoryAt(i);
  const length = layout.lengths[i]!;
  if (memory.bytes !== undefined && memory.depth === context.depth && sameBytes(memory.bytes, bytes, p)) {
    memory.misses = 0;
    for (const { tag, code, message, offset } of memory.issues) context.reportOn(tag, code, message, p + offset);
    if (memory.hasValue) return memory.value;
    // Seen for the second time: decoded from the copy, so that the value kept does not hold on to the packet.
    memory.value = decodeByCodec(layout, i, memory.bytes, 0, new PacketContext(0, context));
    memory.hasValue = true;
    return memory.value;
  }
  const before = context.issueCount;
  const value = decodeByCodec(layout, i, bytes, p, context);
  const issues = memory.misses > maxMisses ? undefined : context.issuesAfter(before, p);
  if (issues === undefined) {
    memory.bytes = undefined;
    return value;
  }
  memory.misses++;
  memory.issues = issues;
  memory.bytes = bytes.slice(p, p + length);
  memory.depth = context.depth;
  memory.hasValue = layout.codecs[i]!.keepsBytes !== true;
  memory.value = memory.hasValue ? value : undefined;
  return value;
}

function sameBytes(want: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < want.length; i++) {
    if (want[i] !== bytes[at + i]) return false;
  }
  return true;
}
