import { Button, ButtonGroup } from '@blueprintjs/core';
import './agree.css';
import type { ActingPerson, Happened } from '../../../src/model/command.ts';
import type { Refusal } from '../../../src/model/refusal.ts';
import { useNowUs } from '../account/force.ts';
import { EntryLink, Failed, Loading } from '../account/parts.tsx';
import { kindText } from '../account/words.ts';
import { type Chain, readChainAgain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';

/** Who would act; null where nobody is signed in. The same object while that is the same person in the same office. */
export function useActor(): ActingPerson | null {
  const session = useWho(({ who }) => who?.session ?? null);
  if (session === null) return null;
  const { role, state, agency } = session.office;
  return { person: session.person, role, state, agency };
}

/** The present, microseconds since 1970, to the half minute; never before what the log has already told. */
export function useNow({ facts }: Chain): number {
  return Math.max(useNowUs(), facts.at(-1)?.timeUs ?? 0);
}

interface AgainstProps {
  /** What the rules of the step say as things stand here; undefined where nothing stands against it. */
  readonly refusal: Refusal | undefined;
}

/** What stands against a step before it is asked, by the same functions that the service decides by. The policies are asked only by the service. */
export function Against({ refusal }: AgainstProps) {
  const t = useWords();
  if (refusal === undefined) return <p className="at-quiet">{t('agree.against.none')}</p>;
  return (
    <div className="at-against">
      <p>{t.count('agree.against', refusal.reasons.length)}</p>
      <ul>
        {refusal.reasons.map((reason) => {
          const { found, allowed, cure } = t.language === 'es' ? reason.es : reason;
          return (
            <li key={reason.code}>
              <code>{reason.code}</code> {allowed} <span className="at-quiet">({found})</span> {cure}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface TabsProps<V extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly value: V; readonly text: string }[];
  readonly chosen: V;
  readonly onChoose: (value: V) => void;
}

export function Tabs<V extends string>({ label, tabs, chosen, onChoose }: TabsProps<V>) {
  return (
    <ButtonGroup role="group" aria-label={label} className="at-agree-tabs">
      {tabs.map(({ value, text }) => (
        <Button
          key={value}
          size="small"
          active={value === chosen}
          aria-pressed={value === chosen}
          text={text}
          onClick={() => onChoose(value)}
        />
      ))}
    </ButtonGroup>
  );
}

/** Says that the facts are still read, or could not be; nothing where they are there. */
export function Pending({ chain }: { readonly chain: Chain }) {
  const t = useWords();
  if (chain.state === 'failed' && chain.trouble !== null) {
    return <Failed trouble={chain.trouble} path="/api/log/entries" again={readChainAgain} />;
  }
  return chain.state === 'ready' ? null : <Loading text={t('agree.loading')} />;
}

/** What happened to one thing, each with its entry of the log; the newest first. */
export function HistoryList({ history }: { readonly history: readonly Happened[] }) {
  const t = useWords();
  return (
    <>
      <h3>{t('agree.history')}</h3>
      <ul className="at-visits">
        {[...history].reverse().map(({ index, kind, state, timeUs }) => (
          <li key={index}>
            {kindText(kind, t)}, {state} <time>{t.utc(timeUs)}</time> <EntryLink index={index} />
          </li>
        ))}
      </ul>
    </>
  );
}
