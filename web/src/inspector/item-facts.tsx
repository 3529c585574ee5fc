import { useMemo } from 'react';
import { issueOf } from '../i18n/core-texts.ts';
import { useWords } from '../i18n/index.ts';
import { type Row, rowsOf } from '../observe/table/rows.ts';
import { usePacket } from '../state/packets.ts';
import { useFrame } from '../state/session.ts';
import { useWorkstation } from '../state/workstation.ts';
import { Fact, Facts } from './facts.tsx';
import { FrameFact } from './frame-fact.tsx';

function find(rows: readonly Row[], path: string): Row | null {
  for (const row of rows) {
    const found = row.path === path ? row : find(row.children, path);
    if (found !== null) return found;
  }
  return null;
}

/** One item of a frame's packet: its value, its bytes, and what is wrong with it. */
export function ItemFacts({ frame, tag }: { readonly frame: number; readonly tag: string }) {
  const t = useWords();
  const flightId = useWorkstation((state) => state.flightId);
  const row = useFrame(frame);
  const packet = usePacket(flightId, row?.packetIndex ?? null);
  const item = useMemo(
    () =>
      packet === null
        ? null
        : find(
            rowsOf(packet, (issue) => issueOf(issue, t.language)),
            tag,
          ),
    [packet, tag, t.language],
  );
  if (row === null || packet === null) return <p className="at-quiet">{t('inspector.loading')}</p>;
  return (
    <>
      <Facts title={item?.name ?? t('inspector.what')}>
        <Fact name={t('field.value')}>
          {item === null
            ? t('value.absent')
            : item.text === null
              ? t.count('table.entries', item.children.length)
              : `${item.text} ${item.unit}`}
        </Fact>
        <Fact name={t('field.raw')}>
          {item === null || item.raw === '' ? null : <code className="at-raw-all">{item.raw}</code>}
        </Fact>
        <Fact name={t('field.issues')}>{item === null || item.issues.length === 0 ? null : item.issues.join(' ')}</Fact>
      </Facts>
      <Facts title={t('inspector.whence')}>
        <Fact name={t('field.metadataTime')}>{t.utc(row.timeUs, 3)}</Fact>
        <Fact name={t('field.checksum')}>
          {packet.checksum === 'valid' || packet.checksum === 'invalid' || packet.checksum === 'absent'
            ? t(`checksum.${packet.checksum}`)
            : packet.checksum}
        </Fact>
        <FrameFact frame={frame} />
      </Facts>
    </>
  );
}
