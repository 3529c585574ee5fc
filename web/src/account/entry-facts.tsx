import { useEffect, useState } from 'react';
import type { ContentView, EntriesView, EntryView, EnvelopeView } from '../../../src/model/log-views.ts';
import { useWords } from '../i18n/index.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { ask, ServiceProblem } from '../state/api.ts';
import { type Trouble, troubleOf, useWho } from '../state/who.ts';
import { checkCommitment } from './commitment.ts';
import { bodyWord, learn } from './learned.ts';
import { Failed, Loading } from './parts.tsx';
import { ProofFacts } from './proof-facts.tsx';
import { type Outcome, SIGNS } from './proof-steps.ts';
import { actorText, kindText } from './words.ts';

/** While arrows walk the list nothing is opened: each opening of a body is logged. */
const restMs = 250;

async function readEntry(index: number, signal: AbortSignal): Promise<EntryView> {
  const { entries } = await ask<EntriesView>(`/api/log/entries?from=${index}&count=1&contents=true&openings=true`, {
    signal,
  });
  const [entry] = entries;
  if (entry?.index === index) return entry;
  throw new ServiceProblem({ code: 'not-found', title: `There is no entry ${index}`, detail: '', cure: '' }, 410);
}

/** An entry of the log: its envelope, what it says where that may be told, and its proof. */
export function EntryFacts({ index }: { readonly index: number }) {
  const t = useWords();
  const serial = useWho((value) => value.serial);
  const [entry, setEntry] = useState<EntryView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person, or another turn, reads it anew
  useEffect(() => {
    const stop = new AbortController();
    setEntry(null);
    setTrouble(null);
    const rest = setTimeout(() => {
      readEntry(index, stop.signal).then(
        (value) => {
          if (stop.signal.aborted) return;
          setEntry(value);
          if (value.content !== undefined) learn(index, value.content);
        },
        (thrown: unknown) => !stop.signal.aborted && setTrouble(troubleOf(thrown)),
      );
    }, restMs);
    return () => {
      clearTimeout(rest);
      stop.abort();
    };
  }, [index, serial, turn]);
  if (trouble !== null) {
    return <Failed trouble={trouble} path="/api/log/entries" again={() => setTurn((value) => value + 1)} />;
  }
  if (entry === null || entry.index !== index) return <Loading text={t('entry.loading')} />;
  const { content, ...envelope } = entry;
  if (entry.withheld === true) {
    return (
      <>
        <p>{t('entry.withheld')}</p>
        <Facts title={t('entry.envelope')}>
          <Fact name={t('log.column.time')}>
            <time>{t.utc(entry.timeUs).slice(0, 10)}</time>
          </Fact>
          <Fact name={t('entry.commitment')}>
            <span className="at-raw-all">{entry.commitment}</span>
          </Fact>
        </Facts>
        <ProofFacts key={index} entry={envelope} />
      </>
    );
  }
  return (
    <>
      <Facts title={t('entry.envelope')}>
        <Fact name={t('log.column.what')}>
          {kindText(entry.kind, t)} <code>{entry.kind}</code>
        </Fact>
        <Fact name={t('log.column.time')}>
          <time>{t.utc(entry.timeUs, 3)}</time>
        </Fact>
        <Fact name={t('log.column.local')}>
          <time>{t.local(entry.timeUs)}</time>
        </Fact>
        <Fact name={t('log.column.who')}>{actorText(entry, t)}</Fact>
        <Fact name={t('entry.stream')}>{entry.stream}</Fact>
        <Fact name={t('entry.version')}>{t.number(entry.version)}</Fact>
        <Fact name={t('entry.part')}>{t('entry.part.value', { part: entry.part + 1, parts: entry.parts })}</Fact>
        <Fact name={t('log.column.compartment')}>{entry.compartment}</Fact>
        <Fact name={t('log.column.body')}>{t(`body.${bodyWord(entry, content ?? null, null)}`)}</Fact>
        <Fact name={t('entry.commitment')}>
          <span className="at-raw-all">{entry.commitment}</span>
        </Fact>
        <Fact name={t('entry.command')}>
          <span className="at-raw-all">{entry.command}</span>
        </Fact>
      </Facts>
      <section className="at-facts">
        <h3>{t('entry.content')}</h3>
        {content !== undefined && <ContentText content={content} entry={envelope} />}
      </section>
      <ProofFacts key={index} entry={envelope} />
    </>
  );
}

interface ContentProps {
  readonly content: ContentView;
  readonly entry: EnvelopeView;
}

function ContentText({ content, entry }: ContentProps) {
  const t = useWords();
  if (content.known) {
    return (
      <>
        <pre className="at-account-raw">{JSON.stringify(content.value, null, 2)}</pre>
        <Committed outcome={checkCommitment(entry.commitment, content)} />
      </>
    );
  }
  if (content.why === 'not-permitted')
    return <p>{t('entry.content.not-permitted', { compartment: entry.compartment })}</p>;
  return <p>{t(`entry.content.${content.why}`)}</p>;
}

/** Whether the content shown is what was committed to, as it was computed here. */
function Committed({ outcome }: { readonly outcome: Outcome }) {
  const t = useWords();
  return (
    <p className="at-signed at-committed" data-outcome={outcome} role={outcome === 'failed' ? 'alert' : undefined}>
      <span aria-hidden={true}>{SIGNS[outcome]}</span> {t(`commitment.${outcome}`)}
    </p>
  );
}
