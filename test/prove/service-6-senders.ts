import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { SeededRandom } from './random.ts';
import { answerParent, type Click, type Clicks, type Seat, steadyMs } from './service-6-parts.ts';

const agents = new Map<string, Agent>();

/** One connection for each person, kept open as a browser does. */
function agentOf(person: string): Agent {
  const agent = agents.get(person) ?? new Agent({ keepAlive: true, maxSockets: 1 });
  agents.set(person, agent);
  return agent;
}

interface Done {
  readonly entries: readonly { readonly index: number; readonly stream: string }[];
}

/** Sends a command, and gives the places of its entries once the answer is there. @throws where it was not done. */
async function send(url: string, seat: Seat, name: string, payload: object): Promise<Done['entries']> {
  const body = JSON.stringify({ commandId: randomUUID(), payload });
  const headers = {
    cookie: seat.cookie,
    origin: url,
    'sec-fetch-site': 'same-origin',
    'x-atalaya': '1',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/commands/${name}`, { method: 'POST', agent: agentOf(seat.person), headers });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => {
        if (answer.statusCode !== 201) return reject(new Error(`${name}: ${answer.statusCode} ${text}`));
        // cast: a 201 of a command route is as its schema says
        const { entries } = JSON.parse(text) as Done;
        resolve(entries);
      });
    });
    sent.end(body);
  });
}

const asked = () => ({
  question: 'Is the strip in use?',
  purpose: 'search',
  essentialElements: ['Traffic by day'],
  indicators: ['Fresh tracks'],
  area: {
    id: 'strip',
    outer: [
      { latitudeDeg: 30, longitudeDeg: -110 },
      { latitudeDeg: 30, longitudeDeg: -109.9 },
      { latitudeDeg: 30.1, longitudeDeg: -109.9 },
    ],
    band: { lower: { reference: 'MSL', altitudeM: 0 }, upper: { reference: 'MSL', altitudeM: 3_000 } },
  },
  lawfulPurpose: 'Order 7',
  latestUsefulUs: Date.now() * 1_000 + 3_600_000_000,
});

/** What a person does next: drafts a requirement, revises it, submits it, and begins another. */
class Person {
  readonly #url: string;
  readonly #seat: Seat;
  #step = 0;
  #requirement = '';

  constructor(url: string, seat: Seat) {
    this.#url = url;
    this.#seat = seat;
  }

  async act(): Promise<number> {
    const { requirement, name, payload } = this.#next();
    const [first = { index: Number.NaN, stream: '' }] = await send(this.#url, this.#seat, name, payload);
    this.#requirement = requirement ?? first.stream.slice(first.stream.indexOf('/') + 1);
    return first.index;
  }

  #next() {
    const requirement = this.#requirement;
    switch (this.#step++ % 3) {
      case 0:
        return { name: 'agree.draft-requirement', payload: { compartment: 'operations', ...asked() } };
      case 1:
        return { requirement, name: 'agree.revise-requirement', payload: { requirement, ...asked() } };
      default:
        return { requirement, name: 'agree.submit-requirement', payload: { requirement } };
    }
  }
}

/**
 * So many clicks, each at a moment fixed beforehand (the gaps of a Poisson process, as of people who do not know of each other). A click whose person still waits for an answer
 * is sent after it, and its time counts from when it was made.
 */
async function run({ url, seats, perS, count, seed }: Clicks): Promise<{ readonly clicks: readonly Click[] }> {
  const random = new SeededRandom(seed);
  const people = seats.map((seat) => ({ person: new Person(url, seat), before: Promise.resolve() }));
  const clicks: Click[] = [];
  let atMs = steadyMs();
  for (let i = 0; i < count; i += 1) {
    atMs += (-Math.log(1 - random.below(1e6) / 1e6) * 1_000) / perS;
    const clickMs = atMs;
    await pause(Math.max(0, clickMs - steadyMs()));
    const one = people[i % people.length];
    if (one === undefined) break;
    // The timer may come late; a click is when it comes.
    const at = Math.max(clickMs, steadyMs());
    one.before = one.before.then(async () => {
      const index = await one.person.act();
      clicks.push({ atMs: at, answeredMs: steadyMs(), index });
    });
  }
  for (const { before } of people) await before;
  return { clicks };
}

export interface Withdrawal {
  readonly url: string;
  readonly officer: Seat;
  readonly persons: readonly string[];
}

async function withdraw({ url, officer, persons }: Withdrawal): Promise<object> {
  const office = { role: 'collection-manager', state: 'USA', agency: 'NAS' };
  const indexes: number[] = [];
  for (const person of persons) {
    const entries = await send(url, officer, 'account.withdraw-office', { person, office, why: 'leaves' });
    indexes.push(...entries.map(({ index }) => index));
  }
  return { indexes };
}

answerParent(
  async (message) => {
    // cast: service-6.ts starts this process, and sends these
    const task = message as Clicks | Withdrawal;
    return 'persons' in task ? withdraw(task) : run(task);
  },
  async () => {
    for (const agent of agents.values()) agent.destroy();
  },
);
