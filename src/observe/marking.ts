import type { KlvPacket } from '../formats/klv/packet.ts';

/** Classifications from the lowest (ST 0102.12 item 1). */
const levels = ['UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP SECRET'] as const;

const mostWords = 8;

function plain(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ,.:()-]+/gu, ' ').trim();
}

/** Security items (ST 0102) of a packet, whichever set carries them. */
function securityOf(packet: KlvPacket) {
  switch (packet.set) {
    case 'ST0601':
      return packet.items.security?.items;
    case 'EG0104':
      return (packet.items.security ?? packet.items.securityUniversal)?.items;
    case 'ST0102':
    case 'ST0102U':
      return packet.items;
    default:
      return undefined;
  }
}

/**
 * The banner over a recording, gathered from its security metadata while it is read: the highest classification that was sent, and
 * every caveat and releasing instruction.
 */
export class MarkingWatch {
  #level = -1;
  readonly #caveats = new Set<string>();
  readonly #releases = new Set<string>();
  #exercise = false;
  #simulated: boolean;

  constructor(simulated: boolean) {
    this.#simulated = simulated;
  }

  /** Whether the recording is our own simulation, or says of itself that it is one. */
  get simulated(): boolean {
    return this.#simulated;
  }

  add(packet: KlvPacket): void {
    const security = securityOf(packet);
    if (security !== undefined) {
      const sent = security.securityClassification;
      const text = typeof sent === 'string' ? sent : (sent?.meaning ?? '');
      this.#level = Math.max(this.#level, levelOf(text));
      this.#note(this.#caveats, security.caveats);
      this.#note(this.#releases, security.releasingInstructions);
    }
    if (packet.set !== 'ST0601') return;
    const { operationalMode, missionId, platformDesignation } = packet.items;
    if (operationalMode?.meaning === 'exercise') this.#exercise = true;
    if (/\bSIMULAT/i.test(`${missionId ?? ''} ${platformDesignation ?? ''}`)) this.#simulated = true;
  }

  /** `EXERCISE // SIMULATED // UNCLASSIFIED // REL TO USA, MEX`. */
  get text(): string {
    const parts = [
      ...(this.#exercise || this.#simulated ? ['EXERCISE'] : []),
      ...(this.#simulated ? ['SIMULATED'] : []),
      this.#level < 0 ? 'NO CLASSIFICATION SENT' : (levels[this.#level] ?? ''),
      ...this.#caveats,
      ...(this.#releases.size > 0 ? [`REL TO ${[...this.#releases].join(', ')}`] : []),
    ];
    return [...new Set(parts)].join(' // ');
  }

  #note(known: Set<string>, text: string | undefined): void {
    if (text === undefined || known.size >= mostWords) return;
    const words = plain(text);
    const simulated = /\bSIMULAT/i.test(words);
    if (simulated) this.#simulated = true;
    // What the banner says first need not be said twice.
    const rest = simulated ? words.replaceAll(/\b(?:SIMULATED|EXERCISE)\b/gi, '').trim() : words;
    if (rest !== '') known.add(rest);
  }
}

/** A text may be longer than the word ("UNCLASSIFIED//"): the highest level whose word begins it. */
function levelOf(text: string): number {
  const words = text.trim().toUpperCase();
  return levels.findLastIndex((level) => words.startsWith(level));
}
