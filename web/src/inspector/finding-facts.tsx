import { findingOf } from '../i18n/core-texts.ts';
import { useWords } from '../i18n/index.ts';
import { Jumps } from '../observe/quality/quality-pane.tsx';
import { useQuality } from '../state/quality.ts';
import { Fact, Facts } from './facts.tsx';

/** One finding of the quality report, with its moments. */
export function FindingFacts({ code, tag }: { readonly code: string; readonly tag: string | null }) {
  const t = useWords();
  const { quality } = useQuality();
  const finding = quality?.findings.find((one) => one.code === code && (one.tag ?? null) === tag);
  if (finding === undefined) return <p className="at-quiet">{t('quality.whileReading')}</p>;
  return (
    <>
      <Facts title={t(`quality.${finding.severity}`)}>
        <Fact name={t('inspector.what')}>{findingOf(finding, t.language)}</Fact>
        <Fact name={t('table.tag')}>{finding.tag}</Fact>
        <Fact name={t('quality.moments')}>{t.count('quality.times', finding.count)}</Fact>
      </Facts>
      <Jumps indices={finding.packetIndices} count={finding.count} onJump={() => undefined} />
    </>
  );
}
