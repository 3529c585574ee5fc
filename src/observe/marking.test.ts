import { describe, expect, it } from 'vitest';
import { sealPacket } from '../../sim/sortie.ts';
import { encodeItems, makeSet } from '../formats/klv/encode.ts';
import { decodePacket, type KlvPacket } from '../formats/klv/packet.ts';
import { st0102 } from '../formats/klv/st0102.ts';
import { st0601 } from '../formats/klv/st0601/st0601.ts';
import { MarkingWatch } from './marking.ts';

function packet(level: number, caveats: string, releasingInstructions: string, mode = 1): KlvPacket {
  const security = makeSet(st0102, {
    securityClassification: { code: level, meaning: '' },
    caveats,
    releasingInstructions,
  });
  const body = encodeItems(
    st0601,
    { precisionTimeStampUs: 1, operationalMode: { code: mode, meaning: '' }, security },
    2,
  );
  return decodePacket(sealPacket(body), { index: 0, offset: 0, pid: undefined, pts: undefined, ptsS: undefined });
}

function marked(simulated: boolean, ...packets: readonly KlvPacket[]): string {
  const watch = new MarkingWatch(simulated);
  for (const one of packets) watch.add(one);
  return watch.text;
}

describe('the marking', () => {
  it('says the highest level and every caveat that was sent', () => {
    const text = marked(false, packet(1, '', 'USA'), packet(3, 'ORCON', 'MEX'), packet(2, 'ORCON', 'USA'));
    expect(text).toBe('CONFIDENTIAL // ORCON // REL TO USA, MEX');
  });

  it('says so where nothing was sent', () => expect(marked(false)).toBe('NO CLASSIFICATION SENT'));

  it('says what is simulated, by us or by its own word', () => {
    expect(marked(true)).toBe('EXERCISE // SIMULATED // NO CLASSIFICATION SENT');
    expect(marked(false, packet(1, 'SIMULATED EXERCISE', ''))).toBe('EXERCISE // SIMULATED // UNCLASSIFIED');
    expect(marked(false, packet(1, '', '', 3))).toBe('EXERCISE // UNCLASSIFIED');
  });

  it('takes no markup and no flood of words', () => {
    const flood = Array.from({ length: 50 }, (_, i) => packet(1, `<b>WORD${i}</b>//`, ''));
    const text = marked(false, ...flood);
    expect(text).not.toMatch(/[<>]/);
    expect(text.split(' // ')).toHaveLength(9);
  });
});
