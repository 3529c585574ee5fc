import type { ActingPerson, DecidedFact, Decision, DecisionContext } from '../../src/model/command.ts';
import { isRefusal } from '../../src/model/refusal.ts';
import { sha256 } from '../../src/store/hashing.ts';
import { broken, nothingSeen, type Seen, see } from '../duties-held.ts';

/** One command that somebody may try in a state, with the id that a new thing would get. */
export interface Ask {
  readonly actor: ActingPerson;
  readonly newId: string;
  readonly what: string;
  readonly decide: (context: DecisionContext) => Decision;
}

/** A small world, searched whole. */
export interface World<State extends object> {
  readonly name: string;
  readonly initial: State;
  readonly persons: readonly string[];
  /** True where every person holds the same offices and no stream is named by a person: then they are told apart only by what they did. */
  readonly alike: boolean;
  /** Every command by these people; a command that the office alone refuses need not be named. */
  readonly asks: (state: State, persons: readonly string[]) => Iterable<Ask>;
  readonly evolve: (state: State, fact: DecidedFact, actor: ActingPerson) => State;
  /** Documents that stand in states whole and never change, by the names that stand for them. */
  readonly documents?: ReadonlyMap<object, string>;
}

/** A reader of the facts alone, and what must never be in what it saw. */
export interface Reader<S extends object> {
  readonly nothing: S;
  readonly see: (before: S, fact: DecidedFact, actor: ActingPerson) => S;
  readonly broken: (seen: S) => readonly string[];
}

const dutiesReader: Reader<Seen> = { nothing: nothingSeen, see, broken };

export interface Found {
  readonly states: number;
  readonly transitions: number;
  readonly refusals: number;
  /** False where the limit ended the search. */
  readonly whole: boolean;
  /** The first breach, with the way to it. */
  readonly breach: string | undefined;
  /** Kinds of facts that came about: a world in which nothing happens proves nothing. */
  readonly kinds: ReadonlyMap<string, number>;
}

interface Node<State, S> {
  readonly state: State;
  readonly seen: S;
  readonly way: Way | undefined;
}

interface Way {
  readonly what: string;
  readonly before: Way | undefined;
}

/** Where each person stands in a state, and the state without them. */
interface Canonical {
  readonly key: number;
  /** One of each set of persons that nothing tells apart. */
  readonly representatives: readonly string[];
}

/**
 * The state up to a renaming of persons. In a state persons stand only in places: as a text, or in a list whose order means nothing (it is
 * sorted by name for want of another), or as the name of a field. So a state is its skeleton (with a mark in every such place) and, for each
 * person, the places where the person stands; two states that differ only by who is called what have the same skeleton and the same multiset
 * of such lists, and the other way round. Where all persons hold the same offices, and decisions only ever compare persons for being the
 * same, whatever can be reached from one can be reached from the other, with the names exchanged: one of them is searched. By the same
 * argument, of several persons with equal places (nothing tells them apart) one is asked.
 */
export class Canon {
  readonly #persons: readonly string[];
  readonly #alike: boolean;
  readonly #documents: ReadonlyMap<object, string>;
  readonly #places = new Map<string, string>();
  #text = '';

  constructor(persons: readonly string[], alike: boolean, documents: ReadonlyMap<object, string> = new Map()) {
    this.#documents = documents;
    this.#persons = persons;
    this.#alike = alike;
  }

  of(value: readonly object[]): Canonical {
    this.#text = '';
    this.#places.clear();
    for (const person of this.#alike ? this.#persons : []) this.#places.set(person, '');
    this.#walk(value, '');
    if (!this.#alike) return { key: hash53(this.#text), representatives: this.#persons };
    const byPlaces = new Map<string, string>();
    for (const [person, where] of this.#places) if (!byPlaces.has(where)) byPlaces.set(where, person);
    const all = [...this.#places.values()].sort().join('|');
    return { key: hash53(`${this.#text}|${all}`), representatives: [...byPlaces.values()] };
  }

  /** Fields come in the order they were made in: where that differs, one state is searched twice, and nothing is left out. */
  #walk(it: unknown, path: string): void {
    if (typeof it === 'string') {
      if (!this.#stands(it, path)) this.#text += it;
    } else if (Array.isArray(it) && !this.#documents.has(it)) {
      this.#text += '[';
      // Lists of persons are sets; of a list of other things the places count.
      for (let i = 0; i < it.length; i++) {
        this.#walk(it[i], typeof it[i] === 'string' ? path : `${path}.${i}`);
        this.#text += ',';
      }
      this.#text += ']';
    } else if (typeof it === 'object' && it !== null) {
      const name = this.#documents.get(it);
      if (name !== undefined) {
        this.#text += name;
        return;
      }
      this.#text += '{';
      for (const [name, one] of Object.entries(it)) {
        if (this.#stands(name, `${path}#${one}`)) continue;
        this.#text += `${name}:`;
        this.#walk(one, `${path}.${name}`);
        this.#text += ',';
      }
      this.#text += '}';
    } else this.#text += String(it);
  }

  #stands(text: string, where: string): boolean {
    const known = this.#places.get(text);
    if (known === undefined) return false;
    this.#places.set(text, `${known}${where};`);
    this.#text += '*';
    return true;
  }
}

/**
 * 53 bits of a text (cyrb53, public domain). Two states of one hash would be searched as one: among ten million states the chance of any such
 * pair is below one in a hundred.
 */
function hash53(text: string): number {
  let a = 0xdead_beef;
  let b = 0x41c6_ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
}

function wayTo(way: Way | undefined): string {
  const steps: string[] = [];
  for (let at = way; at !== undefined; at = at.before) steps.unshift(at.what);
  return steps.join(' -> ');
}

/** Every state that can be reached, breadth first, up to a number of states; stops at the first breach, which is then a shortest one. */
export function search<State extends object>(world: World<State>, mostStates: number): Found {
  return searchBy(world, mostStates, dutiesReader);
}

/** The same, by another reader. */
export function searchBy<State extends object, S extends object>(
  world: World<State>,
  mostStates: number,
  { nothing, see: read, broken: wrongIn }: Reader<S>,
): Found {
  const { initial, persons, alike, documents } = world;
  const canon = new Canon(persons, alike, documents);
  const visited = new Set<number>([canon.of([initial, nothing]).key]);
  const kinds = new Map<string, number>();
  let transitions = 0;
  let refusals = 0;
  const found = (whole: boolean, breach?: string): Found => {
    return { states: visited.size, transitions, refusals, whole, breach, kinds };
  };
  let level: Node<State, S>[] = [{ state: initial, seen: nothing, way: undefined }];
  while (level.length > 0) {
    const next: Node<State, S>[] = [];
    for (let node = level.pop(); node !== undefined; node = level.pop()) {
      const { representatives } = canon.of([node.state, node.seen]);
      for (const ask of world.asks(node.state, representatives)) {
        const decision = ask.decide({
          actor: ask.actor,
          atUs: atOfSearchUs,
          commandId: ask.what,
          newId: () => ask.newId,
          sha256,
        });
        if (isRefusal(decision)) {
          refusals++;
          continue;
        }
        transitions++;
        let { state, seen } = node;
        for (const fact of decision) {
          state = world.evolve(state, fact, ask.actor);
          seen = read(seen, fact, ask.actor);
          kinds.set(fact.kind, (kinds.get(fact.kind) ?? 0) + 1);
        }
        const { key } = canon.of([state, seen]);
        if (visited.has(key)) continue;
        visited.add(key);
        const way = { what: ask.what, before: node.way };
        const wrong = wrongIn(seen);
        if (wrong.length > 0) return found(false, `${wrong.join('; ')} by ${wayTo(way)}`);
        if (visited.size >= mostStates) return found(false);
        next.push({ state, seen, way });
      }
    }
    level = next;
  }
  return found(true);
}

/** Time stands still in a search: 2026-11-23. */
export const atOfSearchUs = 1_795_392_000_000_000;
